package io.vestibule.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.outbox.OutboxChannel;
import io.vestibule.outbox.OutboxKind;
import io.vestibule.runtime.HttpExchange;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Reports units to Stripe: {@code POST /v1/billing/meter_events}. A repetition is harmless: its
 * identifier is that of the first attempt. There is no idempotency key, because Stripe would repeat
 * its answer to the first attempt, even that with status 500.
 */
@ApplicationScoped
class StripeMeterChannel implements OutboxChannel {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int MAX_CONNECTIONS = 8;

  /** What Stripe says about an identifier that it has counted. */
  private static final String KNOWN_IDENTIFIER = "already exists with identifier";

  private final HttpClient client;
  private final StripeMeter meter;
  private final ObjectMapper json;

  StripeMeterChannel(Vertx vertx, StripeMeter meter, ObjectMapper json) {
    this.meter = meter;
    this.json = json;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(TIMEOUT_MILLIS)
                .setMaxPoolSize(MAX_CONNECTIONS));
  }

  @Override
  public OutboxKind kind() {
    return OutboxKind.STRIPE_METER_EVENT;
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload) {
    if (!meter.isConfigured()) {
      throw new DeliveryException("no key of Stripe is configured");
    }
    MeterEvent event = MeterEvent.read(json, payload);
    return HttpExchange.send(
            client, request(), Buffer.buffer(event.form()), StripeMeterChannel::accepted)
        .ifNoItem()
        .after(Duration.ofMillis(TIMEOUT_MILLIS))
        .failWith(() -> new DeliveryException("Stripe did not answer in time"));
  }

  private RequestOptions request() {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(meter.address().toString())
        .setFollowRedirects(false)
        .setTimeout(TIMEOUT_MILLIS)
        .putHeader(HttpHeaders.AUTHORIZATION, meter.authorization())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
        .putHeader("Stripe-Version", meter.apiVersion());
  }

  /** Stripe's sentence may quote the request, so only the status is passed on. */
  private static Future<Void> accepted(HttpClientResponse response) {
    int status = response.statusCode();
    return response
        .body()
        .compose(
            body ->
                status / 100 == 2 || (status == 400 && isKnown(body))
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new DeliveryException("Stripe answered with status " + status)));
  }

  private static boolean isKnown(Buffer body) {
    return body.toString(StandardCharsets.UTF_8).contains(KNOWN_IDENTIFIER);
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
