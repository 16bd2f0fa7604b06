package io.vestibule.web;

import static io.vestibule.testing.RawConnection.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawConnection;
import io.vestibule.testing.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed HTTP is refused with a problem, as every other error is. */
@QuarkusTest
class RequestLineTest {
  private static final String POST = "POST /api/login HTTP/1.1";
  private static final String HOST = "Host: x";
  private static final String JSON_TYPE = "Content-Type: application/json";

  static Stream<Arguments> garbled() {
    return Stream.of(
        Arguments.of(
            "a line of 20000 letters", 414, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n"),
        Arguments.of("no version", 400, "GET /api/health\r\n"),
        Arguments.of("a stray percent", 400, "GET /api/%zz HTTP/1.1\r\n"),
        Arguments.of("a percent at the end", 400, "GET /api/audio-file/% HTTP/1.1\r\n"),
        Arguments.of("bytes of no UTF-8", 400, "GET /api/audio-file/%ff%fe HTTP/1.1\r\n"),
        Arguments.of(
            "a header of 20000 letters",
            431,
            "GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n"),
        Arguments.of(
            "a length that is none", 400, "POST /api/login HTTP/1.1\r\nContent-Length: ten\r\n"),
        Arguments.of(
            "a negative length", 400, "POST /api/login HTTP/1.1\r\nContent-Length: -1\r\n"),
        Arguments.of(
            "two lengths",
            400,
            "POST /api/login HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n"),
        Arguments.of(
            "an astronomic length",
            413,
            "POST /api/login HTTP/1.1\r\nContent-Length: 9223372036854775807\r\n"),
        Arguments.of(
            "a length beyond that",
            400,
            "POST /api/login HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n"),
        Arguments.of("a chunk that is none", 400, chunked("zz\r\n")),
        Arguments.of("an astronomic chunk", 400, chunked("7fffffffffffffff\r\n")),
        Arguments.of(
            "transfer coding and length",
            400,
            lines(
                POST, HOST, JSON_TYPE, "Transfer-Encoding: chunked", "Content-Length: 2", "", "0")),
        Arguments.of(
            "length and transfer coding",
            400,
            lines(
                POST, HOST, JSON_TYPE, "Content-Length: 5", "Transfer-Encoding: chunked", "", "0")),
        Arguments.of("an unknown transfer coding", 400, coded("xchunked")),
        Arguments.of("a coding after chunked", 400, coded("chunked, gzip")),
        Arguments.of("a coding before chunked", 400, coded("gzip, chunked")),
        Arguments.of("chunked twice", 400, coded("chunked\r\nTransfer-Encoding: chunked")),
        Arguments.of(
            "a transfer coding in HTTP/1.0", 400, coded("chunked").replace("HTTP/1.1", "HTTP/1.0")),
        Arguments.of("the preface of HTTP/2", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Arguments.of("an unknown version", 400, lines("GET /api/health HTTP/1.7", HOST, "")),
        Arguments.of(
            "a line break in a chunk extension", 400, chunked("2;a=\"\r\n\"\r\n{}\r\n0\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("garbled")
  void isRefused(String name, int expected, String request) throws IOException {
    Answer refusal = exchange(request).orElseThrow();

    assertEquals(expected, refusal.status(), refusal::body);
    Problems.assertProblem(refusal);
    assertEquals("nosniff", refusal.header("X-Content-Type-Options"));
    assertEquals(200, RestAssured.get("/api/health").statusCode());
  }

  static Stream<Arguments> emptyBodies() {
    String empty = " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    return Stream.of(
        Arguments.of("POST /api/login" + empty, 400),
        Arguments.of(
            "POST /api/login"
                + empty.replace("Host: x", "Host: x\r\nContent-Type: application/json"),
            400),
        Arguments.of("POST /api/auth/logout" + empty, 204),
        Arguments.of("DELETE /api/auth/sessions/x" + empty, 401));
  }

  /** A chunked body that is empty is answered like {@code Content-Length: 0}. */
  @ParameterizedTest
  @MethodSource("emptyBodies")
  void anEmptyChunkedBodyIsAnswered(String request, int expected) throws IOException {
    Answer chunked = exchange(request).orElseThrow();
    Answer declared =
        exchange(
                request
                    .replace("Transfer-Encoding: chunked", "Content-Length: 0")
                    .replace("\r\n\r\n0\r\n", "\r\n\r\n"))
            .orElseThrow();

    assertEquals(expected, chunked.status(), chunked::body);
    assertEquals(declared.status(), chunked.status());
    assertEquals(declared.body(), chunked.body());
  }

  @Test
  void anUpgradeToClearTextHttp2IsIgnored() throws IOException {
    Optional<Answer> answer =
        exchange(
            lines(
                "GET /api/health HTTP/1.1",
                HOST,
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                ""));

    assertEquals(200, answer.orElseThrow().status());
  }

  /** The refusal comes before the body, so nobody has to send five megabytes to hear it. */
  @Test
  void aDeclaredLengthIsRefusedBeforeTheBody() throws IOException {
    Optional<Answer> answer =
        exchange(
            "POST /api/login HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n");

    assertEquals(413, answer.orElseThrow().status());
    assertTrue(answer.get().body().contains("\"code\":\"too-large\""));
  }

  private static String coded(String coding) {
    return lines(POST, HOST, JSON_TYPE, "Transfer-Encoding: " + coding, "", "2", "{}", "0", "");
  }

  private static String chunked(String chunk) {
    return "POST /api/login HTTP/1.1\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\nHost: localhost\r\n\r\n"
        + chunk;
  }

  /** Adds the end of the head, unless the request has one. */
  private static Optional<Answer> exchange(String request) throws IOException {
    try (RawConnection connection = RawConnection.open(Duration.ofSeconds(60))) {
      String rest =
          request.contains("\r\n\r\n") ? "\r\n" : "Host: localhost\r\nConnection: close\r\n\r\n";
      connection.send(request + rest);
      return connection.read();
    }
  }
}
