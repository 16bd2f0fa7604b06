package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawHttp;
import io.vestibule.testing.RawHttp.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are not JSON in UTF-8 are refused with a problem, and not logged as errors. */
@QuarkusTest
class RequestBodyTypesTest {
  private static final String CREDENTIALS = "{\"email\":\"a@b.example\",\"password\":\"x\"}";
  private static final String MULTIPART =
      "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\na\r\n--b--\r\n";

  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            errors.add(line.getLoggerName() + ": " + line.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void record() {
    Logger.getLogger("").addHandler(recorder);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(recorder);
  }

  /** {@code octets}: the bytes, each as one character. */
  private record Body(String name, Map<String, String> headers, String octets, ErrorCode expected) {
    byte[] bytes() {
      return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Body of(String name, String type, String text, ErrorCode expected) {
      return new Body(name, Map.of("Content-Type", type), text, expected);
    }

    static Body in(String charset, String type, ErrorCode expected) {
      return new Body(
          charset + " as " + type,
          Map.of("Content-Type", type),
          latin1(CREDENTIALS.getBytes(Charset.forName(charset))),
          expected);
    }
  }

  static Stream<Arguments> bodies() {
    ErrorCode notJson = ErrorCode.NOT_JSON;
    ErrorCode malformed = ErrorCode.MALFORMED_JSON;
    String json = "application/json";
    List<Body> bodies =
        List.of(
            Body.of("form", "application/x-www-form-urlencoded", "email=a&password=b", notJson),
            Body.of("broken form", "application/x-www-form-urlencoded", "%zz=%", notJson),
            Body.of("multipart", "multipart/form-data; boundary=b", MULTIPART, notJson),
            Body.of("multipart without boundary", "multipart/form-data", MULTIPART, notJson),
            Body.of("broken multipart", "multipart/form-data; boundary=b", "--b", notJson),
            Body.of("text", "text/plain", CREDENTIALS, notJson),
            Body.of(
                "UTF-16 by name only", "application/json; charset=UTF-16", CREDENTIALS, notJson),
            Body.in("UTF-16LE", json, malformed),
            Body.in("UTF-16BE", json, malformed),
            Body.in("UTF-16", json, malformed),
            Body.in("UTF-32LE", json, malformed),
            Body.in("UTF-32BE", json, malformed),
            Body.in("UTF-16LE", "application/json; charset=utf-16le", notJson),
            new Body(
                "gzip",
                Map.of("Content-Type", json, "Content-Encoding", "gzip"),
                latin1(gzip(CREDENTIALS)),
                notJson),
            new Body(
                "an unknown coding",
                Map.of("Content-Type", json, "Content-Encoding", "br"),
                CREDENTIALS,
                notJson));
    return bodies.stream()
        .flatMap(
            body ->
                Stream.of(true, false).map(chunked -> Arguments.of(body.name(), chunked, body)));
  }

  @ParameterizedTest(name = "{0}, chunked {1}")
  @MethodSource("bodies")
  void isRefused(String name, boolean chunked, Body body) {
    for (String path : List.of("/api/login", "/api/register", "/api/auth/logout", "/api/user")) {
      String method = path.equals("/api/user") ? "PATCH" : "POST";
      Answer answer =
          chunked
              ? RawHttp.sendChunked(method, path, body.headers(), body.bytes())
              : RawHttp.send(method, path, body.headers(), body.bytes());

      // Routes without a JSON body may fail earlier or ignore it, but never in another form.
      if (path.endsWith("login") || path.endsWith("register")) {
        Problems.assertProblem(answer, body.expected());
      } else if (answer.status() >= 400) {
        Problems.assertProblem(answer);
      }
    }
    assertEquals(List.of(), errors);
  }

  static Stream<String> acceptedTypes() {
    return Stream.of(
        "application/json",
        "application/json;charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "Application/JSON");
  }

  @ParameterizedTest
  @MethodSource("acceptedTypes")
  void jsonIsRead(String type) {
    Answer answer =
        RawHttp.sendChunked(
            "POST",
            "/api/login",
            Map.of("Content-Type", type),
            CREDENTIALS.getBytes(StandardCharsets.UTF_8));

    assertEquals(401, answer.status(), answer::body);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
