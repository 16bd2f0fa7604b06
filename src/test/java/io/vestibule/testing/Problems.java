package io.vestibule.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.vestibule.testing.RawHttp.Answer;
import io.vestibule.web.ErrorCode;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.stream.Collectors;

/** Assertions for the error form that every error response has (RFC 9457). */
public final class Problems {
  /** Words of internals that must not reach a client. */
  private static final List<String> LEAKS =
      List.of(
          "Exception",
          "io.vestibule",
          "java.",
          "jakarta.",
          "jackson",
          "jose4j",
          "quarkus",
          "awssdk",
          "DynamoDb",
          "[Source",
          "\tat ",
          Api.PASSWORD_MARK);

  private Problems() {}

  /** Asserts the error form with that code and any sentence. */
  public static void assertProblem(Response answer, ErrorCode code) {
    assertProblem(wire(answer), code);
  }

  /** Asserts the error form with that code and any sentence. */
  public static void assertProblem(Answer answer, ErrorCode code) {
    assertEquals(code.wire(), assertProblem(answer), answer::body);
    assertEquals(code.status(), answer.status(), answer::body);
  }

  /** Asserts the error form with that code and exactly that sentence. */
  public static void assertProblem(Response answer, ErrorCode code, String sentence) {
    assertProblem(answer, code);
    assertEquals(sentence, answer.path("error"));
  }

  /** Asserts the error form with any code; returns the wire name of the code. */
  public static String assertProblem(Answer answer) {
    assertTrue(answer.status() >= 400, () -> answer.status() + " " + answer.body());
    assertEquals(
        "application/problem+json",
        answer.header("Content-Type"),
        () -> answer.status() + " " + answer.body());
    assertEquals("no-store", answer.header("Cache-Control"), answer::body);
    JsonNode problem = answer.json();
    String code = problem.path("code").asText();
    assertEquals(answer.status(), problem.path("status").intValue(), answer::body);
    assertEquals("urn:vestibule:problem:" + code, problem.path("type").asText());
    assertFalse(problem.path("title").asText().isEmpty(), answer::body);
    assertFalse(problem.path("error").asText().isEmpty(), answer::body);
    assertEquals(problem.path("detail"), problem.path("error"));
    if (answer.status() == 401) {
      assertNotNull(answer.header("WWW-Authenticate"), "RFC 9110 section 15.5.2");
    }
    if (answer.status() == 405) {
      assertNotNull(answer.header("Allow"), "RFC 9110 section 15.5.6");
    }
    if (answer.status() == 503 || answer.status() == 429) {
      assertTrue(answer.header("Retry-After").matches("[1-9][0-9]*"));
    }
    assertSaysNothing(answer);
    return code;
  }

  /** Asserts that body and headers contain no internals and no password. */
  public static void assertSaysNothing(Answer answer) {
    String all = answer.headers().map() + answer.body();
    LEAKS.forEach(leak -> assertFalse(all.contains(leak), () -> leak + " in " + all));
  }

  private static Answer wire(Response answer) {
    var headers =
        answer.headers().asList().stream()
            .collect(
                Collectors.groupingBy(
                    header -> header.getName(),
                    Collectors.mapping(header -> header.getValue(), Collectors.toList())));
    return new Answer(
        answer.statusCode(), HttpHeaders.of(headers, (name, value) -> true), answer.asString());
  }
}
