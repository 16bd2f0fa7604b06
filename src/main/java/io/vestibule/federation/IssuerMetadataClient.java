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
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * Fetches an issuer's JSON documents: no redirects, at most 256 KiB, within {@link
 * FederationConfig#timeout}.
 */
@ApplicationScoped
class IssuerMetadataClient {
  private static final int MAX_SIZE = 256 * 1024;

  private final HttpClient client;
  private final ObjectMapper json;
  private final Duration timeout;

  IssuerMetadataClient(Vertx vertx, ObjectMapper json, FederationConfig config) {
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

  /**
   * @return the document; fails with {@link IOException} unless the answer is 200 with JSON
   */
  Uni<JsonNode> fetch(URI address) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(address.toString())
            .setFollowRedirects(false)
            .setTimeout(timeout.toMillis())
            .putHeader(HttpHeaders.ACCEPT, "application/json");
    return Uni.createFrom()
        .completionStage(
            () ->
                client
                    .request(request)
                    .compose(HttpClientRequest::send)
                    .compose(IssuerMetadataClient::body)
                    .toCompletionStage())
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
    if (response.statusCode() != 200) {
      response.request().reset();
      return Future.failedFuture(new IOException("status " + response.statusCode()));
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
