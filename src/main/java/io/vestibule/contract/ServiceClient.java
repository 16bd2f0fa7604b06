package io.vestibule.contract;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vestibule.runtime.HttpExchange;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests to a deployment and waits for the answers. It has a Vert.x of its own and needs no
 * running application: what Quarkus manages stops at Ctrl-C, before the accounts are erased.
 */
public final class ServiceClient implements AutoCloseable {
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Vertx vertx;
  private final HttpClient client;
  private final URI base;
  private final Duration timeout;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * @param base the address of the deployment; a path in it is a prefix
   * @param timeout the longest time for a request
   * @param connections how many requests can be under way
   */
  public ServiceClient(URI base, Duration timeout, int connections) {
    this.base = base;
    this.timeout = timeout;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                // Needs no writable folder.
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
                // One more for the erasure, if the others hang when the user interrupts.
                .setMaxPoolSize(connections + 1));
  }

  URI base() {
    return base;
  }

  /**
   * The answer.
   *
   * @throws NotProvenException if there is none
   */
  Answer send(Call call) {
    Answer answer = attempt(call);
    if (answer.status() == 0) {
      throw new NotProvenException(call.method() + " " + place(call) + ": " + answer.outcome());
    }
    return answer;
  }

  /** The answer, with the status 0 if there is none. */
  Answer attempt(Call call) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(call.method())
            .setAbsoluteURI(absolute(call.target()))
            .setFollowRedirects(false)
            .setTimeout(timeout.toMillis());
    call.headers().forEach(options::putHeader);
    underWay.incrementAndGet();
    try {
      return HttpExchange.send(
              client,
              options,
              call.content(),
              response -> response.body().map(body -> answer(response, body)))
          .onTermination()
          .invoke(() -> underWay.decrementAndGet())
          .subscribeAsCompletionStage()
          .get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      return Answer.none(failed.getCause().getClass());
    } catch (TimeoutException failed) {
      return Answer.none(failed.getClass());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedCheckException();
    }
  }

  /** Waits, but not long, until all requests are answered for which nobody waits any more. */
  void awaitAnswers() {
    long end = System.nanoTime() + SETTLING.toNanos();
    try {
      while (underWay.get() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }

  private String absolute(URI target) {
    String text = target.toString();
    return target.isAbsolute() ? text : base.toString().replaceAll("/+\\z", "") + text;
  }

  /** Without the query, which can hold a ticket or a signature. */
  private static String place(Call call) {
    URI target = call.target();
    return (target.isAbsolute() ? target.getHost() : "") + target.getPath();
  }

  private static Answer answer(HttpClientResponse response, Buffer body) {
    return new Answer(response.statusCode(), response.cookies(), body);
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}
