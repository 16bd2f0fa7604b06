package io.vestibule.web;

import static io.vestibule.testing.RawConnection.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawConnection;
import io.vestibule.testing.RawHttp.Answer;
import io.vestibule.testing.ServerCertificate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Slow and idle clients do not keep connections. */
@QuarkusTest
@TestProfile(ConnectionDeadlineTest.ShortDeadlines.class)
class ConnectionDeadlineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEALTH = lines("GET /api/health HTTP/1.1", "Host: x", "");
  private static final String POST =
      lines("POST /api/login HTTP/1.1", "Host: x", "Content-Type: application/json");

  public static class ShortDeadlines implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(ServerCertificate.settings());
      settings.put("vestibule.connections.head-timeout", "1S");
      settings.put("vestibule.connections.body-timeout", "1S");
      settings.put("quarkus.http.idle-timeout", "4S");
      settings.put("quarkus.http.limits.max-connections", "40");
      return settings;
    }
  }

  static Stream<String> incomplete() {
    return Stream.of(
        "G",
        lines("GET /api/health HTTP/1.1"),
        lines("GET /api/health HTTP/1.1", "Host: x") + "X-Long: a",
        POST + lines("Content-Length: 40", "") + "{",
        POST + lines("Transfer-Encoding: chunked", "", "5") + "{",
        // A finished request before it does not matter.
        HEALTH + "GET /api/hea");
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void anIncompleteRequestIsAnsweredAndClosed(String request) throws IOException {
    try (RawConnection connection = RawConnection.open(PATIENCE)) {
      connection.send(request);
      if (request.startsWith(HEALTH)) {
        assertEquals(200, connection.read().orElseThrow().status());
        connection.send("l");
      }

      Answer answer = connection.read().orElseThrow();

      Problems.assertProblem(answer, ErrorCode.REQUEST_TIMEOUT);
      assertTrue(connection.isClosed());
    }
  }

  /** The deadline is for the whole head. Bytes that arrive do not extend it. */
  @Test
  void aDripOfBytesDoesNotHelp() throws Exception {
    try (RawConnection connection = RawConnection.open(PATIENCE)) {
      ExecutorService sender = Executors.newSingleThreadExecutor();
      Future<?> sending =
          sender.submit(
              () -> {
                connection.send("GET /api/health HTTP/1.1\r\nX-Slow: ");
                while (true) {
                  connection.send("a");
                  TimeUnit.MILLISECONDS.sleep(100);
                }
              });

      Problems.assertProblem(connection.read().orElseThrow(), ErrorCode.REQUEST_TIMEOUT);
      sending.cancel(true);
      sender.shutdownNow();
    }
  }

  @Test
  void aConnectionBetweenRequestsMayWaitLongerThanARequest() throws Exception {
    try (RawConnection connection = RawConnection.open(PATIENCE)) {
      for (int request = 0; request < 3; request++) {
        connection.send(HEALTH);
        assertEquals(200, connection.read().orElseThrow().status());
        TimeUnit.MILLISECONDS.sleep(1_500);
      }
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    try (RawConnection unused = RawConnection.open(PATIENCE);
        RawConnection used = RawConnection.open(PATIENCE)) {
      used.send(HEALTH);
      assertEquals(200, used.read().orElseThrow().status());

      assertTrue(used.isClosed());
      assertTrue(unused.isClosed());
    }
  }

  @Test
  void theNumberOfConnectionsIsLimited() throws Exception {
    List<RawConnection> open = new ArrayList<>();
    try {
      int refused = 0;
      for (int connection = 0; connection < 60; connection++) {
        RawConnection next = RawConnection.open(PATIENCE);
        open.add(next);
        next.send(HEALTH);
        if (next.read().isEmpty()) {
          refused++;
        }
      }
      assertTrue(refused >= 20, "refused " + refused);
    } finally {
      for (RawConnection connection : open) {
        connection.close();
      }
    }
  }
}
