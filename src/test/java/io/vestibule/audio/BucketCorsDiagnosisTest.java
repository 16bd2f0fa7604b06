package io.vestibule.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import io.vestibule.spi.Finding;
import io.vestibule.spi.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of a bucket to preflight requests mean for the pages of the front ends. */
class BucketCorsDiagnosisTest {
  private static final String PAGE = "https://app.example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({
    "200, https://app.example, 'GET, PUT', OK, may upload and download",
    "204, *, 'GET,PUT', OK, may upload and download",
    "200, https://app.example, GET, PROBLEM, may not PUT ",
    "200, https://other.example, 'GET, PUT', PROBLEM, may not PUT or GET ",
    "403, *, 'GET, PUT', PROBLEM, may not PUT or GET ",
    "200, , , PROBLEM, may not PUT or GET "
  })
  void answerOfTheBucketDecides(int status, String origin, String methods, Level level, String text)
      throws IOException {
    HttpServer bucket =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bucket.createContext(
        "/recordings/any",
        exchange -> {
          boolean preflight =
              exchange.getRequestMethod().equals("OPTIONS")
                  && PAGE.equals(exchange.getRequestHeaders().getFirst("Origin"));
          if (preflight && origin != null) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin);
            exchange.getResponseHeaders().set("Access-Control-Allow-Methods", methods);
          }
          exchange.sendResponseHeaders(preflight ? status : 500, -1);
          exchange.close();
        });
    bucket.start();
    try {
      Finding finding = examine(bucket.getAddress().getPort(), Set.of(PAGE));

      assertEquals(level, finding.level());
      assertTrue(finding.text().startsWith("pages of " + PAGE + " " + text), finding::text);
    } finally {
      bucket.stop(0);
    }
  }

  @Test
  void unreachableBucketIsAProblem() {
    Finding finding = examine(1, Set.of(PAGE));

    assertEquals(Level.PROBLEM, finding.level());
    assertTrue(finding.text().startsWith("127.0.0.1:1 cannot be reached"), finding::text);
  }

  @Test
  void nothingIsTriedWithoutAPage() {
    assertEquals(Level.SKIPPED, examine(1, Set.of()).level());
  }

  private static Finding examine(int port, Set<String> origins) {
    URI object = URI.create("http://127.0.0.1:" + port + "/recordings/any");
    List<Finding> findings =
        new BucketCorsDiagnosis(VERTX, object, origins).examine().await().atMost(PATIENCE);
    assertEquals(1, findings.size());
    return findings.get(0);
  }
}
