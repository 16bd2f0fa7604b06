package io.vestibule.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.function.Function;

/** One request of a Vert.x client and its answer. */
public final class HttpExchange {
  private HttpExchange() {}

  /** As {@link #send(HttpClient, RequestOptions, Buffer, Function)}, without a body. */
  public static <T> Uni<T> send(
      HttpClient client, RequestOptions options, Function<HttpClientResponse, Future<T>> reader) {
    return send(client, options, Buffer.buffer(), reader);
  }

  /**
   * Can be called on any thread.
   *
   * @param content empty for a request without a body
   * @param reader reads the answer. It is attached on the thread of the connection: on another
   *     thread the body could pass before it is read, and the exchange would never end
   */
  public static <T> Uni<T> send(
      HttpClient client,
      RequestOptions options,
      Buffer content,
      Function<HttpClientResponse, Future<T>> reader) {
    return Uni.createFrom()
        .completionStage(
            () ->
                client
                    .request(options)
                    .compose(
                        request ->
                            (content.length() == 0 ? request.send() : request.send(content))
                                .compose(reader))
                    .toCompletionStage());
  }
}
