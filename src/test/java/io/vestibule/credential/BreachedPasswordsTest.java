package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vestibule.crypto.Password;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The look-up against a range service. */
class BreachedPasswordsTest {
  /** SHA-1 of "password": 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8. */
  private static final Password PASSWORD = Password.of("password");

  private static final String SUFFIX = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
  private static final Vertx VERTX = Vertx.vertx();

  private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String body = "";
  private volatile boolean silent;

  private record Config(Optional<URI> url, Duration timeout) implements BreachLookupConfig {}

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/range/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    end.countDown();
    server.stop(0);
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aListedPasswordIsFoundAndOnlyThePrefixIsSent() {
    body = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n" + SUFFIX + ":9545824\r\n";

    assertTrue(contains());

    HttpExchange request = requests.get(0);
    assertEquals("/range/5BAA6", request.getRequestURI().toString());
    assertEquals("true", request.getRequestHeaders().getFirst("Add-Padding"));
    assertEquals("vestibule", request.getRequestHeaders().getFirst("User-Agent"));
    assertEquals(0, failures());
  }

  @Test
  void anotherPasswordOrPaddingIsNotFound() {
    body = "0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n" + SUFFIX + ":0";

    assertFalse(contains());
    assertEquals(0, failures());
  }

  @Test
  void anErrorAcceptsThePasswordAndIsCounted() {
    status = 503;

    assertFalse(contains());
    assertEquals(1, failures());
  }

  @Test
  void anEndlessResponseAcceptsThePasswordAndIsCounted() {
    body = "x".repeat(600_000) + "\n" + SUFFIX + ":1";

    assertFalse(contains());
    assertEquals(1, failures());
  }

  @Test
  void aServiceThatDoesNotRespondAcceptsThePasswordAndIsCounted() {
    silent = true;

    assertFalse(contains());
    assertEquals(1, failures());
  }

  @Test
  void aServiceThatIsDownAcceptsThePasswordAndIsCounted() {
    server.stop(0);

    assertFalse(contains());
    assertEquals(1, failures());
  }

  @Test
  void withoutAnAddressNothingIsSent() {
    assertFalse(lookUp(Optional.empty()));
    assertTrue(requests.isEmpty());
  }

  private boolean contains() {
    return lookUp(
        Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/range")));
  }

  private boolean lookUp(Optional<URI> url) {
    BreachedPasswords breached =
        new BreachedPasswords(VERTX, new Config(url, Duration.ofSeconds(2)), metrics);
    try {
      return breached.contains(PASSWORD).await().atMost(Duration.ofSeconds(20));
    } finally {
      breached.close();
    }
  }

  private double failures() {
    return metrics.counter("vestibule.password.lookup.failures").count();
  }

  private void answer(HttpExchange request) throws IOException {
    requests.add(request);
    try {
      if (silent) {
        end.await();
      }
      byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
      request.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      request.getResponseBody().write(bytes);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      request.close();
    }
  }
}
