package io.vestibule.web;

import static io.vestibule.testing.Problems.assertSaysNothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Wire.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that are hardly HTTP: refused with a status, or by closing the connection, and without a
 * word of the inside.
 */
@QuarkusTest
class RequestLineTest {
  static Stream<Arguments> garbled() {
    return Stream.of(
        Arguments.of("a line of 20000 letters", "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n"),
        Arguments.of("no version", "GET /api/health\r\n"),
        Arguments.of("a stray percent", "GET /api/%zz HTTP/1.1\r\n"),
        Arguments.of("a percent at the end", "GET /api/audio-file/% HTTP/1.1\r\n"),
        Arguments.of("bytes of no UTF-8", "GET /api/audio-file/%ff%fe HTTP/1.1\r\n"),
        Arguments.of(
            "a header of 20000 letters", "GET / HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n"),
        Arguments.of(
            "a length that is none", "POST /api/login HTTP/1.1\r\nContent-Length: ten\r\n"),
        Arguments.of("a negative length", "POST /api/login HTTP/1.1\r\nContent-Length: -1\r\n"),
        Arguments.of(
            "two lengths",
            "POST /api/login HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n"),
        Arguments.of(
            "an astronomic length",
            "POST /api/login HTTP/1.1\r\nContent-Length: 9223372036854775807\r\n"),
        Arguments.of(
            "a length beyond that",
            "POST /api/login HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n"),
        Arguments.of("a chunk that is none", chunked("zz\r\n")),
        Arguments.of("an astronomic chunk", chunked("7fffffffffffffff\r\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("garbled")
  void isRefused(String name, String request) throws IOException {
    Optional<Answer> answer = exchange(request);

    answer.ifPresent(
        refusal -> {
          assertTrue(refusal.status() >= 400 && refusal.status() < 500, refusal::body);
          assertSaysNothing(refusal);
        });
    assertEquals(200, RestAssured.get("/api/health").statusCode());
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

  private static String chunked(String chunk) {
    return "POST /api/login HTTP/1.1\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\nHost: localhost\r\n\r\n"
        + chunk;
  }

  /** Adds what ends the head; reads until the service closes the connection or has said it all. */
  private static Optional<Answer> exchange(String request) throws IOException {
    URI address = URI.create(RestAssured.baseURI);
    try (Socket socket = new Socket(address.getHost(), RestAssured.port)) {
      socket.setSoTimeout(10_000);
      String rest =
          request.contains("\r\n\r\n") ? "\r\n" : "Host: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((request + rest).getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      StringBuilder text = new StringBuilder();
      byte[] buffer = new byte[8_192];
      while (!text.toString().contains("\r\n\r\n") || !complete(text.toString())) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      String answer = text.toString();
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      assertTrue(answer.startsWith("HTTP/1."), () -> "no answer but: " + answer);
      return Optional.of(
          new Answer(
              Integer.parseInt(answer.substring(9, 12)),
              HttpHeaders.of(Map.of(), (header, value) -> true),
              answer));
    }
  }

  private static boolean complete(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    var length =
        answer
            .toLowerCase(java.util.Locale.ROOT)
            .lines()
            .filter(line -> line.startsWith("content-length:"))
            .findFirst();
    return length.isPresent()
        && answer.length() >= end + 4 + Integer.parseInt(length.get().substring(15).strip());
  }
}
