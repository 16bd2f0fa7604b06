package io.vestibule.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vestibule.outbox.DeliveryException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Posts events. The name is resolved once for each request; the addresses are checked, and the
 * connection goes to a checked address, not to the name: an answer of the name server that changes
 * in between has no effect. Certificate and {@code Host} are those of the name. Redirects are not
 * followed, and of the answer only the status is read.
 */
@ApplicationScoped
class WebhookClient {
  private static final int MAX_CONNECTIONS = 100;
  private static final String AGENT = "Vestibule-Webhooks";

  private final HttpClient client;
  private final NameResolver resolver;
  private final AddressPolicy policy;
  private final WebhooksConfig config;

  WebhookClient(Vertx vertx, NameResolver resolver, AddressPolicy policy, WebhooksConfig config) {
    this.resolver = resolver;
    this.policy = policy;
    this.config = config;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.timeout().toMillis()))
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setVerifyHost(true)
                .setKeepAlive(false));
  }

  /** The headers and the content of a request. */
  record Content(String id, String timestamp, String signature, Buffer body) {}

  /**
   * The status of the answer.
   *
   * @return fails with {@link DeliveryException} if there is none in time, or no address is allowed
   */
  Uni<Integer> post(WebhookAddress address, Content content) {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    return resolver
        .resolve(address.host())
        .map(this::allowed)
        .chain(
            target ->
                Uni.createFrom()
                    .completionStage(
                        () -> send(address, target, content, sent).toCompletionStage()))
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new DeliveryException("no answer in time"))
        .onTermination()
        .invoke(() -> close(sent.get()));
  }

  /** One address that is not public spoils the name: nobody sends events to such a mixture. */
  private InetAddress allowed(List<InetAddress> addresses) {
    if (addresses.isEmpty() || !addresses.stream().allMatch(policy::allows)) {
      throw new DeliveryException("the address of the host is not allowed");
    }
    return addresses.get(0);
  }

  private Future<Integer> send(
      WebhookAddress address,
      InetAddress target,
      Content content,
      AtomicReference<HttpClientRequest> sent) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(address.secure())
            .setHost(address.host())
            .setPort(address.port())
            .setURI(address.path())
            .setServer(SocketAddress.inetSocketAddress(address.port(), target.getHostAddress()))
            .setFollowRedirects(false)
            .setTimeout(config.timeout().toMillis())
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/cloudevents+json")
            .putHeader(HttpHeaders.USER_AGENT, AGENT)
            .putHeader("webhook-id", content.id())
            .putHeader("webhook-timestamp", content.timestamp())
            .putHeader("webhook-signature", content.signature());
    return client
        .request(options)
        .compose(
            request -> {
              sent.set(request);
              return request.send(content.body());
            })
        .map(HttpClientResponse::statusCode);
  }

  /** The rest of the answer does not matter, however long it is. */
  private static void close(HttpClientRequest request) {
    if (request != null) {
      request.connection().close();
    }
  }

  @PreDestroy
  void stop() {
    client.close();
  }
}
