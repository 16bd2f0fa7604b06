package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.testing.Http2Connection;
import io.vestibule.testing.Http2Connection.Frame;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The deadlines of {@link ConnectionDeadlineTest} on HTTP/2. */
@QuarkusTest
@TestProfile(ConnectionDeadlineTest.ShortDeadlines.class)
class Http2DeadlineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] GET = Http2Connection.head("GET", "/api/health");
  private static final byte[] POST = Http2Connection.head("POST", "/api/login");

  @TestHTTPResource(value = "/", tls = true)
  URI address;

  static Stream<Arguments> unfinished() {
    byte[] open = Http2Connection.frame(1, Http2Connection.END_STREAM, 1, GET);
    return Stream.of(
        Arguments.of("a frame header", Arrays.copyOf(open, 5)),
        Arguments.of("a header block", Arrays.copyOf(open, open.length - 1)),
        Arguments.of("a header block without its end", open));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfinished")
  void closesTheConnection(String name, byte[] bytes) throws Exception {
    try (Http2Connection connection = open()) {
      connection.send(bytes);

      assertTrue(connection.readUntil(frame -> false).isEmpty());
    }
  }

  /** The deadline is for the whole header block. Frames that continue it do not extend it. */
  @Test
  void aDripOfContinuationsDoesNotHelp() throws Exception {
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try (Http2Connection connection = open()) {
      connection.send(Http2Connection.frame(1, Http2Connection.END_STREAM, 1, GET));
      Future<?> sending =
          sender.submit(
              () -> {
                while (true) {
                  byte[] letter = Http2Connection.field("x-slow", "a");
                  connection.send(Http2Connection.frame(9, 0, 1, letter));
                  TimeUnit.MILLISECONDS.sleep(200);
                }
              });

      assertTrue(connection.readUntil(frame -> false).isEmpty());
      sending.cancel(true);
    } finally {
      sender.shutdownNow();
    }
  }

  @Test
  void aLateBodyResetsItsStreamOnly() throws Exception {
    try (Http2Connection connection = open()) {
      connection.send(Http2Connection.frame(1, Http2Connection.END_HEADERS, 1, POST));
      connection.send(Http2Connection.frame(0, 0, 1, new byte[] {'{'}));

      Frame reset = connection.readUntil(frame -> frame.type() == 3).orElseThrow();

      assertEquals(1, reset.stream());
      assertAnswered(connection, 3);
    }
  }

  @Test
  void aConnectionBetweenRequestsMayWaitLongerThanARequest() throws Exception {
    try (Http2Connection connection = open()) {
      for (int stream = 1; stream < 7; stream += 2) {
        assertAnswered(connection, stream);
        TimeUnit.MILLISECONDS.sleep(1_500);
      }
    }
  }

  @Test
  void aFrameInPiecesIsAccepted() throws Exception {
    int flags = Http2Connection.END_HEADERS | Http2Connection.END_STREAM;
    byte[] request = Http2Connection.frame(1, flags, 1, GET);
    try (Http2Connection connection = open()) {
      connection.send(Arrays.copyOfRange(request, 0, 5));
      connection.send(Arrays.copyOfRange(request, 5, request.length));

      assertTrue(connection.readUntil(frame -> frame.isEndOf(1)).isPresent());
    }
  }

  /** On a connection with TLS and HTTP/1.1 the first request is watched, too. */
  @Test
  void http1WithTlsIsWatched() throws Exception {
    String line = "GET /api/health HTTP/1.9";
    try (RawConnection connection = RawConnection.openTls(address.getPort(), PATIENCE)) {
      connection.send(RawConnection.lines(line, "Host: x", ""));

      Problems.assertProblem(connection.read().orElseThrow(), ErrorCode.INVALID_REQUEST);
    }
    try (RawConnection connection = RawConnection.openTls(address.getPort(), PATIENCE)) {
      connection.send(line);

      Problems.assertProblem(connection.read().orElseThrow(), ErrorCode.REQUEST_TIMEOUT);
    }
  }

  private static void assertAnswered(Http2Connection connection, int stream) throws IOException {
    int flags = Http2Connection.END_HEADERS | Http2Connection.END_STREAM;
    connection.send(Http2Connection.frame(1, flags, stream, GET));

    assertTrue(connection.readUntil(frame -> frame.isEndOf(stream)).isPresent());
  }

  private Http2Connection open() throws Exception {
    return Http2Connection.open(address.getPort(), PATIENCE);
  }
}
