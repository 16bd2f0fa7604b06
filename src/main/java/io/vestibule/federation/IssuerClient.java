package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vestibule.runtime.HttpExchange;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests to issuers whose answers are JSON: no redirects, at most 256 KiB, within {@link
 * FederationConfig#timeout}.
 */
@ApplicationScoped
public class IssuerClient {
  private static final int MAX_SIZE = 256 * 1024;

  private final HttpClient client;
  private final ObjectMapper json;
  private final Duration timeout;

  IssuerClient(Vertx vertx, ObjectMapper json, FederationConfig config) {
    this.json = json;
    this.timeout = config.timeout();
    int millis = Math.toIntExact(timeout.toMillis());
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(millis)
                .setMaxPoolSize(4)
                .setKeepAlive(false));
  }

  /** The issuer answered with a status of the class 4xx: the request was wrong. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(int status) {
      super("status " + status);
    }
  }

  /**
   * @return the document; fails with {@link IOException} unless the answer is 200 with JSON
   */
  Uni<JsonNode> fetch(URI address) {
    return send(request(HttpMethod.GET, address), Buffer.buffer());
  }

  /** As {@link #fetch(URI)}, with an access token. */
  Uni<JsonNode> fetch(URI address, String accessToken) {
    return send(
        request(HttpMethod.GET, address)
            .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken),
        Buffer.buffer());
  }

  /**
   * Posts a form.
   *
   * @param form in {@code application/x-www-form-urlencoded}
   * @param authorization the header; empty for none
   * @return the document; fails with {@link IOException} unless the answer is 200 with JSON, with
   *     {@link RefusedException} if the status is 4xx
   */
  public Uni<JsonNode> post(URI address, String form, Optional<String> authorization) {
    RequestOptions request =
        request(HttpMethod.POST, address)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded");
    authorization.ifPresent(value -> request.putHeader(HttpHeaders.AUTHORIZATION, value));
    return send(request, Buffer.buffer(form));
  }

  private RequestOptions request(HttpMethod method, URI address) {
    return new RequestOptions()
        .setMethod(method)
        .setAbsoluteURI(address.toString())
        .setFollowRedirects(false)
        .setTimeout(timeout.toMillis())
        .putHeader(HttpHeaders.ACCEPT, "application/json");
  }

  private Uni<JsonNode> send(RequestOptions options, Buffer content) {
    return HttpExchange.send(client, options, content, IssuerClient::body)
        .ifNoItem()
        .after(timeout)
        .failWith(() -> new IOException("no answer in time"))
        .map(Unchecked.function(body -> json.readTree(body.getBytes())));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    int status = response.statusCode();
    if (status != 200) {
      response.request().reset();
      boolean refused = status >= 400 && status < 500 && status != 429;
      return Future.failedFuture(
          refused ? new RefusedException(status) : new IOException("status " + status));
    }
    Promise<Buffer> complete = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .handler(
            chunk -> {
              body.appendBuffer(chunk);
              if (body.length() > MAX_SIZE) {
                complete.tryFail(new IOException("more than " + MAX_SIZE + " bytes"));
                response.request().reset();
              }
            })
        .exceptionHandler(complete::tryFail)
        .endHandler(ended -> complete.tryComplete(body));
    return complete.future();
  }
}
