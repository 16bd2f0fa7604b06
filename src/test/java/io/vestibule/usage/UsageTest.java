package io.vestibule.usage;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.web.ErrorCode;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code POST /api/usage} as metered services call it. */
@QuarkusTest
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "- | - | TOKEN_MISSING",
        "- | Basic dTpw | TOKEN_MISSING",
        "- | Bearer | TOKEN_MISSING",
        "- | Bearer x | TOKEN_INVALID",
        "vst_ | - | TOKEN_INVALID",
        "<wrong checksum> | - | TOKEN_INVALID",
        "- | Bearer <wrong checksum> | TOKEN_INVALID",
        "<unknown> | - | TOKEN_INVALID",
        "- | Bearer <unknown> | TOKEN_INVALID",
        "- | Bearer <session> | TOKEN_INVALID",
        "<session> | Bearer <good> | TOKEN_INVALID",
      })
  void aMissingOrInvalidTokenIsRejected(String apiKey, String authorization, ErrorCode expected) {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    var request = Api.json();
    if (apiKey != null) {
      request.header("X-API-Key", fill(apiKey, customer));
    }
    if (authorization != null) {
      request.header("Authorization", fill(authorization, customer));
    }

    assertProblem(request.body("{}").post("/api/usage"), expected);
    assertEquals(0, customer.count());
  }

  /** Bodies that no route that counts usage accepts. */
  static List<String> malformedReports() {
    return List.of(
        "[]",
        "1",
        "null",
        "{\"units\":0}",
        "{\"units\":-1}",
        "{\"units\":10001}",
        "{\"units\":1.5}",
        "{\"units\":\"1\"}",
        "{\"units\":true}",
        "{\"units\":99999999999999999999}",
        "{\"request_id\":\"\"}",
        "{\"request_id\":1}",
        "{\"request_id\":{}}");
  }

  @ParameterizedTest
  @MethodSource("malformedReports")
  void aMalformedReportCountsNothing(String body) {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    assertProblem(customer.apiKey().body(body).post("/api/usage"), ErrorCode.INVALID_REQUEST);
    assertEquals(0, customer.count());
  }

  @Test
  void aRequestIdOf129CharactersIsTooLong() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    assertProblem(customer.use(1, "r".repeat(129)), ErrorCode.INVALID_REQUEST);
    customer.use(1, "r".repeat(128)).then().statusCode(200);
    assertEquals(1, customer.count());
  }

  @Test
  void countsUnitsByEitherHeaderWithOrWithoutABody() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    customer
        .apiKey()
        .body("{\"units\":3,\"future\":true}")
        .post("/api/usage")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(3))
        .body("plan_type", equalTo("free"))
        .body("limit", equalTo(1000))
        .body("remaining", equalTo(997))
        .body("resets_at", equalTo(nextMonth()));
    Api.bearer(customer.apiToken())
        .body("{}")
        .post("/api/usage")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(4));
    assertEquals(200, customer.report("").statusCode(), "no body, no content type");
    assertEquals(5, customer.count());
  }

  @Test
  void aBodyThatIsNotJsonIsRejected() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    assertProblem(
        RestAssured.given()
            .header("X-API-Key", customer.apiToken())
            .contentType(ContentType.TEXT)
            .body("units=1")
            .post("/api/usage"),
        ErrorCode.NOT_JSON);
    assertProblem(customer.apiKey().body("{").post("/api/usage"), ErrorCode.MALFORMED_JSON);
    assertEquals(0, customer.count());
  }

  @Test
  void nothingIsCountedOverTheLimit() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(998, null).then().statusCode(200);

    Response refused = customer.use(3, null);
    assertProblem(refused, ErrorCode.QUOTA_EXCEEDED);
    long wait = Long.parseLong(refused.header("Retry-After"));
    assertTrue(wait >= 1 && wait <= 31 * 24 * 3600, () -> "Retry-After: " + wait);
    assertEquals(998, customer.count());

    customer.use(2, null).then().statusCode(200).body("remaining", equalTo(0));
    assertProblem(customer.use(1, null), ErrorCode.QUOTA_EXCEEDED);
    assertProblem(customer.use(10_000, null), ErrorCode.QUOTA_EXCEEDED);
    assertProblem(customer.use(1, "named"), ErrorCode.QUOTA_EXCEEDED);
    assertEquals(1000, customer.count());
  }

  @Test
  void aRepeatedRequestCountsOnceAndGetsTheSameAnswer() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    String id = UUID.randomUUID().toString();
    Response first = customer.use(5, id);
    first.then().statusCode(200).body("usage_count", equalTo(5));
    customer.use(995, null).then().statusCode(200);

    Response again = customer.use(5, id);

    again.then().statusCode(200);
    assertEquals(first.asString(), again.asString(), "even where the quota is used up by now");
    assertProblem(customer.use(6, id), ErrorCode.REQUEST_ID_REUSED);
    assertEquals(1000, customer.count());
  }

  @Test
  void requestIdsOfDifferentOwnersAreDifferent() {
    ApiTokenOwner one = ApiTokenOwner.signUp();
    ApiTokenOwner other = ApiTokenOwner.signUp();

    one.use(1, "same").then().statusCode(200).body("usage_count", equalTo(1));
    other.use(1, "same").then().statusCode(200).body("usage_count", equalTo(1));
  }

  @Test
  void aRequestIdOverTheLimitCanBeUsedLater() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(999, null).then().statusCode(200);
    assertProblem(customer.use(2, "later"), ErrorCode.QUOTA_EXCEEDED);

    customer.use(1, "later").then().statusCode(200).body("usage_count", equalTo(1000));
  }

  @Test
  void concurrentRepetitionsCountOnceAndGetTheSameAnswer() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    List<String> answers =
        ConcurrentClients.of(30, number -> customer.use(7, "the same").asString());

    assertEquals(1, answers.stream().distinct().count(), answers::toString);
    assertEquals(7, customer.count());
  }

  @Test
  void theOwnerReadsTheUsageReport() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(42, null).then().statusCode(200);

    customer
        .session()
        .get("/api/user/usage")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(42))
        .body("plan_type", equalTo("free"))
        .body("limit", equalTo(1000))
        .body("remaining", equalTo(958))
        .body("resets_at", equalTo(nextMonth()))
        .body("periods.size()", equalTo(1))
        .body("periods[0].usage_count", equalTo(42))
        .body("periods[0].period", equalTo(YearMonth.now(ZoneOffset.UTC).toString()))
        .body("token", nullValue());
  }

  private static String fill(String text, ApiTokenOwner customer) {
    String good = customer.apiToken();
    char last = good.charAt(good.length() - 1);
    Map<String, String> words =
        Map.of(
            "<wrong checksum>",
            good.substring(0, good.length() - 1) + (last == '0' ? '1' : '0'),
            "<unknown>",
            ApiToken.random(new SecureRandom()).reveal(),
            "<session>",
            customer.sessionToken(),
            "<good>",
            good);
    String filled = text;
    for (Map.Entry<String, String> word : words.entrySet()) {
      filled = filled.replace(word.getKey(), word.getValue());
    }
    return filled;
  }

  private static String nextMonth() {
    return OffsetDateTime.now(ZoneOffset.UTC)
        .plusMonths(1)
        .withDayOfMonth(1)
        .truncatedTo(ChronoUnit.DAYS)
        .toInstant()
        .toString();
  }
}
