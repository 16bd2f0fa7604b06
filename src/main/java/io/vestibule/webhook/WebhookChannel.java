package io.vestibule.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.outbox.OutboxChannel;
import io.vestibule.outbox.OutboxKind;
import io.vestibule.outbox.PostponedException;
import io.vestibule.webhook.WebhookDelivery.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/** Delivers the events of the outbox to their endpoints. */
@ApplicationScoped
class WebhookChannel implements OutboxChannel {
  private static final Logger LOG = Logger.getLogger(WebhookChannel.class);
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  /** After the first attempt. */
  static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(24));

  private final EndpointCache endpoints;
  private final EndpointLanes lanes;
  private final WebhookClient client;
  private final RequestSignature signature;
  private final DeliveryLogStore log;
  private final WebhooksConfig config;
  private final ObjectMapper json;
  private final InstantSource clock;

  WebhookChannel(
      EndpointCache endpoints,
      EndpointLanes lanes,
      WebhookClient client,
      RequestSignature signature,
      DeliveryLogStore log,
      WebhooksConfig config,
      ObjectMapper json,
      InstantSource clock) {
    this.endpoints = endpoints;
    this.lanes = lanes;
    this.client = client;
    this.signature = signature;
    this.log = log;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /** The result of one attempt; the reason is null if it was delivered. */
  private record Attempt(State state, Integer status, String reason) {}

  @Override
  public OutboxKind kind() {
    return OutboxKind.WEBHOOK;
  }

  @Override
  public List<Duration> delays() {
    return DELAYS;
  }

  @Override
  public boolean isSelfLimiting() {
    return true;
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload) {
    return deliver(id, payload, 1);
  }

  @Override
  public Uni<Void> deliver(String id, byte[] payload, int attempt) {
    WebhookMessage message = WebhookMessage.read(json, payload);
    return endpoints
        .findSurely(message.endpointId())
        .chain(
            found ->
                // An endpoint that was deleted needs no delivery, and its log is gone.
                found.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : result(found.get(), message, attempt)
                        .call(done -> record(id, message, payload, attempt, done))
                        .invoke(WebhookChannel::failUnlessSettled)
                        .replaceWithVoid());
  }

  private Uni<Attempt> result(WebhookEndpoint endpoint, WebhookMessage message, int attempt) {
    if (!endpoint.enabled()) {
      return Uni.createFrom().item(new Attempt(State.CANCELLED, null, "the endpoint is disabled"));
    }
    State failed = attempt > DELAYS.size() ? State.DEAD : State.RETRYING;
    return lanes
        .run(endpoint.id(), () -> post(endpoint, message))
        .map(
            status ->
                status >= OK && status < REDIRECT
                    ? new Attempt(State.DELIVERED, status, null)
                    : new Attempt(failed, status, "HTTP status " + status))
        .onFailure(failure -> !(failure instanceof PostponedException))
        .recoverWithItem(failure -> new Attempt(failed, null, reason(failure)));
  }

  private Uni<Integer> post(WebhookEndpoint endpoint, WebhookMessage message) {
    Instant now = clock.instant();
    byte[] body = message.body();
    return client.post(
        WebhookAddress.parse(endpoint.url(), config.allowHttp()),
        new WebhookClient.Content(
            message.eventId(),
            Long.toString(now.getEpochSecond()),
            signature.of(endpoint, message.eventId(), now, body),
            Buffer.buffer(body)));
  }

  /** An event whose entry could not be written counts as what it is. */
  private Uni<Void> record(
      String id, WebhookMessage message, byte[] payload, int attempt, Attempt result) {
    Instant now = clock.instant();
    WebhookDelivery entry =
        new WebhookDelivery(
            id,
            message.eventId(),
            message.type(),
            result.state(),
            attempt,
            result.status(),
            result.reason(),
            Instant.parse(message.event().path("time").asText()),
            now);
    return log.record(message.endpointId(), entry, message.userId(), payload)
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "an entry of the delivery log was not written: %s",
                    failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull();
  }

  private static void failUnlessSettled(Attempt result) {
    if (result.state() == State.RETRYING || result.state() == State.DEAD) {
      throw new DeliveryException(result.reason());
    }
  }

  private static String reason(Throwable failure) {
    return failure instanceof DeliveryException
        ? failure.getMessage()
        : "no connection: " + failure.getClass().getSimpleName();
  }
}
