package io.vestibule.profile;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET/PUT/PATCH /api/user/profile}. */
@QuarkusTest
class ProfileTest {
  private static final String PROFILE = "/api/user/profile";

  // ---- refusals

  static Stream<Arguments> refused() {
    String many =
        IntStream.range(0, 201)
            .mapToObj(i -> "\"m" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    return Stream.of(
            List.of("userId", "{\"userId\":\"x\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of("email", "{\"email\":\"x@people.example\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of(
                "stripeCustomerId", "{\"stripeCustomerId\":\"x\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of("revenueCatId", "{\"revenueCatId\":\"x\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of("createdAt", "{\"createdAt\":\"2026\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of("updatedAt", "{\"updatedAt\":\"2026\"}", ErrorCode.SERVER_OWNED_FIELD),
            List.of("version", "{\"version\":7}", ErrorCode.SERVER_OWNED_FIELD),
            List.of(
                "version",
                "{\"displayName\":\"x\",\"version\":null}",
                ErrorCode.SERVER_OWNED_FIELD),
            List.of("displayName", text("displayName", 201), ErrorCode.INVALID_REQUEST),
            List.of("preferences", "{\"preferences\":[1]}", ErrorCode.INVALID_REQUEST),
            List.of("preferences", "{\"preferences\":\"x\"}", ErrorCode.INVALID_REQUEST),
            List.of(
                "avatarUrl", "{\"avatarUrl\":\"javascript:alert(1)\"}", ErrorCode.INVALID_REQUEST),
            List.of("avatarUrl", "{\"avatarUrl\":\"data:text/html,x\"}", ErrorCode.INVALID_REQUEST),
            List.of(
                "avatarUrl", "{\"avatarUrl\":\"//people.example/a\"}", ErrorCode.INVALID_REQUEST),
            List.of(
                "avatarUrl",
                "{\"avatarUrl\":\" https://people.example\"}",
                ErrorCode.INVALID_REQUEST),
            List.of("avatarUrl", "{\"avatarUrl\":\"https://\"}", ErrorCode.INVALID_REQUEST),
            List.of("profile", "{\"\":1}", ErrorCode.INVALID_REQUEST),
            List.of("profile", "{\"" + "n".repeat(129) + "\":1}", ErrorCode.INVALID_REQUEST),
            List.of("profile", many, ErrorCode.INVALID_REQUEST),
            List.of("custom", "{\"custom\":1e200}", ErrorCode.INVALID_REQUEST),
            List.of("custom", "{\"custom\":1e-200}", ErrorCode.INVALID_REQUEST),
            List.of("custom", "{\"custom\":" + "1".repeat(39) + "}", ErrorCode.INVALID_REQUEST),
            List.of("custom", "{\"custom\":[{\"a\":1e200}]}", ErrorCode.INVALID_REQUEST),
            List.of("profile", text("custom", 66_000), ErrorCode.TOO_LARGE))
        .map(row -> Arguments.of(row.get(0), shorten((String) row.get(1)), row.get(1), row.get(2)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("refused")
  void refusedMemberIsNamedAndChangesNothing(
      String field, String shown, String body, ErrorCode code) {
    Person person = Api.register();
    Response before = person.request().get(PROFILE);

    for (Response answer :
        List.of(
            person.request().body(body).put(PROFILE), person.request().body(body).patch(PROFILE))) {
      Problems.assertProblem(answer, code);
      assertEquals(field, answer.path("field"));
    }
    assertEquals(before.header("ETag"), person.request().get(PROFILE).header("ETag"));
  }

  /** What JSON allows and DynamoDB may not: none of it may become a 500. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"custom\":{\"\":1}}",
        "{\"custom\":[{\"a\":{\"\":[]}}]}",
        "{\"custom\":\"\"}",
        "{\"custom\":[]}",
        "{\"custom\":{}}",
        "{\"custom\":[null]}",
        "{\"custom\":\"\\ud83e\"}",
        "{\"custom\":\"\\u0000\"}",
        "{\"\\u0000\":1}",
        "{\"a.b[0]#:c\":1}",
        "{\"custom\":-0}",
        "{\"custom\":0e999999999}",
        "{\"custom\":1E+125}",
        "{\"custom\":1e-130}",
        "{\"custom\":0.1000}",
        "{\"custom\":12345678901234567890123456789012345678}"
      })
  void unusualJsonIsStoredOrRefused(String body) throws JsonProcessingException {
    Person person = Api.register();
    Response answer = person.request().body(body).put(PROFILE);

    if (answer.statusCode() != 200) {
      Problems.assertProblem(answer, ErrorCode.INVALID_REQUEST);
    }
    Response read = person.request().get(PROFILE);
    assertEquals(200, read.statusCode());
    if (answer.statusCode() == 200) {
      assertTrue(tree(answer).equals(ProfileTest::byValue, tree(read)), read::asString);
    }
  }

  @Test
  void depthIsBoundedFarFromTheStoresLimit() {
    Person person = Api.register();
    for (int depth = 1; depth <= 40; depth++) {
      String body = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
      Response answer = person.request().body(body).put(PROFILE);
      if (answer.statusCode() != 200) {
        Problems.assertProblem(answer, ErrorCode.MALFORMED_JSON);
        assertTrue(depth > 20, () -> "refused too early");
        return;
      }
    }
    throw new AssertionError("forty levels were stored");
  }

  static Stream<Arguments> staleConditions() {
    return Stream.of("\"0\"", "\"99\"", "1", "W/\"1\"", "\"x\"", "\"\"", "nonsense", "\"2\", \"3\"")
        .flatMap(etag -> Stream.of(Arguments.of(etag, "PUT"), Arguments.of(etag, "PATCH")));
  }

  @ParameterizedTest(name = "{1} If-Match: {0}")
  @MethodSource("staleConditions")
  void failedPreconditionChangesNothing(String etag, String method) {
    Person person = Api.register();
    person.request().get(PROFILE).then().header("ETag", "\"1\"");

    Problems.assertProblem(
        person
            .request()
            .header("If-Match", etag)
            .body(Map.of("displayName", "Late"))
            .request(method, PROFILE),
        ErrorCode.PRECONDITION_FAILED);

    person
        .request()
        .get(PROFILE)
        .then()
        .header("ETag", "\"1\"")
        .body("$", not(hasKey("displayName")));
  }

  // ---- good answers

  @Test
  void profileIsCreatedAtFirstUse() {
    Person person = Api.register();

    person
        .request()
        .get(PROFILE)
        .then()
        .statusCode(200)
        .header("ETag", "\"1\"")
        .header("Cache-Control", "private, no-cache")
        .body("userId", equalTo(person.userId()))
        .body("email", equalTo(person.email()))
        .body("preferences", equalTo(Map.of()))
        .body("version", equalTo(1))
        .body("createdAt", matchesPattern("\\d{4}-.*Z"))
        .body("updatedAt", matchesPattern("\\d{4}-.*Z"));
  }

  @Test
  void putReplacesAllThatTheUserMayWrite() {
    Person person = Api.register();
    person.request().body("{\"a\":1,\"displayName\":\"Old\"}").put(PROFILE).then().statusCode(200);

    person
        .request()
        .body("{\"givenName\":\"Ada\",\"preferences\":{\"theme\":\"dark\"},\"nothing\":null}")
        .put(PROFILE)
        .then()
        .statusCode(200)
        .header("ETag", "\"3\"");

    person
        .request()
        .get(PROFILE)
        .then()
        .header("ETag", "\"3\"")
        .body("givenName", equalTo("Ada"))
        .body("preferences.theme", equalTo("dark"))
        .body("version", equalTo(3))
        .body("email", equalTo(person.email()))
        .body("$", not(hasKey("a")))
        .body("$", not(hasKey("displayName")))
        .body("$", not(hasKey("nothing")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/merge-patch+json;charset=UTF-8"})
  void patchMerges(String mediaType) {
    Person person = Api.register();
    person
        .request()
        .body(
            "{\"displayName\":\"Ada\",\"preferences\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}},\"list\":[1,2]}")
        .put(PROFILE)
        .then()
        .statusCode(200);

    person
        .request()
        .contentType(mediaType)
        .body("{\"displayName\":null,\"preferences\":{\"b\":{\"c\":null,\"e\":4}},\"list\":[3]}")
        .patch(PROFILE)
        .then()
        .statusCode(200);

    person
        .request()
        .get(PROFILE)
        .then()
        .body("$", not(hasKey("displayName")))
        .body("preferences", equalTo(Map.of("a", 1, "b", Map.of("d", 3, "e", 4))))
        .body("list", equalTo(List.of(3)));
  }

  /** The examples of RFC 7396, appendix A, that concern objects, below a member of our own. */
  @ParameterizedTest
  @MethodSource("mergePatchExamples")
  void mergesAsRfc7396Says(String target, String patch, String result) {
    Person person = Api.register();
    person.request().body("{\"m\":" + target + "}").put(PROFILE).then().statusCode(200);

    person.request().body("{\"m\":" + patch + "}").patch(PROFILE).then().statusCode(200);

    Object merged = person.request().get(PROFILE).path("m");
    assertEquals(new JsonPath("{\"m\":" + result + "}").<Object>get("m"), merged);
  }

  static Stream<Arguments> mergePatchExamples() {
    return Stream.of(
        Arguments.of("{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"),
        Arguments.of("{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"),
        Arguments.of("{\"a\":\"b\"}", "{\"a\":null}", "{}"),
        Arguments.of("{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"),
        Arguments.of("{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"),
        Arguments.of("{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"),
        Arguments.of(
            "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"),
        Arguments.of("{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"),
        Arguments.of("[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"),
        Arguments.of("{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"),
        Arguments.of("{\"a\":\"foo\"}", "\"bar\"", "\"bar\""),
        Arguments.of("{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"),
        Arguments.of("[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"),
        Arguments.of("{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"));
  }

  @Test
  void matchingPreconditionAllowsChange() {
    Person person = Api.register();
    String etag = person.request().get(PROFILE).header("ETag");

    person.request().header("If-Match", etag).body("{\"a\":1}").put(PROFILE).then().statusCode(200);
    person.request().header("If-Match", "*").body("{\"a\":2}").put(PROFILE).then().statusCode(200);
    person
        .request()
        .header("If-Match", "\"1\", \"3\"")
        .body("{\"a\":3}")
        .patch(PROFILE)
        .then()
        .statusCode(200)
        .header("ETag", "\"4\"");
  }

  @Test
  void removingTheLastReference() {
    Person person = Api.register();
    person.request().body("{\"displayName\":\"Ada\"}").put(PROFILE).then().statusCode(200);

    person
        .request()
        .body("{}")
        .put(PROFILE)
        .then()
        .statusCode(200)
        .body("displayName", nullValue());
  }

  // ---- at the same moment

  @Test
  void concurrentPutsOfOneVersionHaveOneWinner() {
    Person person = Api.register();
    for (int round = 0; round < 10; round++) {
      String etag = person.request().get(PROFILE).header("ETag");

      List<Response> answers =
          Concurrently.run(
              2,
              number ->
                  person
                      .request()
                      .header("If-Match", etag)
                      .body(Map.of("displayName", "Writer " + number))
                      .put(PROFILE));

      List<Integer> statuses = answers.stream().map(Response::statusCode).sorted().toList();
      assertEquals(List.of(200, 412), statuses);
      Response winner =
          answers.stream().filter(answer -> answer.statusCode() == 200).findFirst().orElseThrow();
      Response loser =
          answers.stream().filter(answer -> answer.statusCode() == 412).findFirst().orElseThrow();
      Problems.assertProblem(loser, ErrorCode.PRECONDITION_FAILED);
      Response after = person.request().get(PROFILE);
      assertEquals(winner.<String>path("displayName"), after.path("displayName"));
      assertEquals(winner.header("ETag"), after.header("ETag"));
    }
  }

  @Test
  void unconditionalMergesLoseNothing() {
    Person person = Api.register();
    int writers = 4;

    List<Response> answers =
        Concurrently.run(
            writers,
            number -> person.request().body(Map.of("writer" + number, number)).patch(PROFILE));

    JsonPath after = person.request().get(PROFILE).jsonPath();
    for (int number = 0; number < writers; number++) {
      int status = answers.get(number).statusCode();
      assertTrue(status == 200 || status == 409, "changed or told to try again");
      assertEquals(status == 200 ? number : null, after.get("writer" + number));
    }
  }

  @Test
  void twoFirstReadsMakeOneProfile() {
    for (int round = 0; round < 5; round++) {
      Person person = Api.register();

      List<Response> answers = Concurrently.run(8, number -> person.request().get(PROFILE));

      answers.forEach(answer -> assertEquals(200, answer.statusCode()));
      assertEquals(
          1, answers.stream().map(answer -> answer.<String>path("createdAt")).distinct().count());
      assertEquals("\"1\"", person.request().get(PROFILE).header("ETag"));
    }
  }

  @Test
  void concurrentFirstReadAndWriteLoseNothing() {
    Person person = Api.register();

    List<Response> answers =
        Concurrently.run(
            4,
            number ->
                number == 0
                    ? person.request().body("{\"displayName\":\"Ada\"}").put(PROFILE)
                    : person.request().get(PROFILE));

    answers.forEach(answer -> assertEquals(200, answer.statusCode()));
    assertEquals("Ada", person.request().get(PROFILE).path("displayName"));
  }

  private static JsonNode tree(Response answer) throws JsonProcessingException {
    return new ObjectMapper()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .readTree(answer.asString());
  }

  /** Numbers by their value: DynamoDB writes them its own way. */
  private static int byValue(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    boolean same =
        numbers ? one.decimalValue().compareTo(other.decimalValue()) == 0 : one.equals(other);
    return same ? 0 : 1;
  }

  private static String text(String member, int length) {
    return "{\"" + member + "\":\"" + "t".repeat(length) + "\"}";
  }

  private static String shorten(String body) {
    return body.length() < 60 ? body : body.substring(0, 57) + "...";
  }
}
