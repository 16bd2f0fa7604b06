package io.vestibule.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The service under test, behind a proxy that answers some requests itself, and wrongly. */
public final class BrokenService implements AutoCloseable {
  private static final List<String> REQUEST_HEADERS =
      List.of(
          "Accept",
          "Authorization",
          "Content-Type",
          "Cookie",
          "Range",
          "Sec-Fetch-Site",
          "X-API-Key");
  private static final List<String> RESPONSE_HEADERS =
      List.of("Content-Range", "Content-Type", "Set-Cookie");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final String target;
  private final Fault fault;

  /** What the proxy does instead of the service. */
  @FunctionalInterface
  public interface Fault {
    /**
     * @param request method and path, for example {@code POST /api/usage}
     * @param number how many such requests came before this one
     * @return a wrong answer; empty to pass the request on
     */
    Optional<Reply> instead(String request, int number);
  }

  /** An answer in JSON. */
  public record Reply(int status, String body) {}

  /**
   * @param target the address of the service
   */
  public BrokenService(String target, Fault fault) {
    this.target = target;
    this.fault = fault;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many of these requests have come. */
  public int count(String request) {
    return seen.getOrDefault(request, new AtomicInteger()).get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      int number = seen.computeIfAbsent(request, key -> new AtomicInteger()).getAndIncrement();
      Optional<Reply> reply = fault.instead(request, number);
      if (reply.isPresent()) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, reply.get().status(), reply.get().body().getBytes(StandardCharsets.UTF_8));
      } else {
        HttpResponse<byte[]> answer = forward(exchange, body);
        for (String name : RESPONSE_HEADERS) {
          answer
              .headers()
              .allValues(name)
              .forEach(value -> exchange.getResponseHeaders().add(name, value));
        }
        send(exchange, answer.statusCode(), answer.body());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String name : REQUEST_HEADERS) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> request.header(name, value));
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
