package io.vestibule.apikey;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.testing.Api;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.StoreFaults;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/keys/verify}, as a gateway calls it. */
@QuarkusTest
class KeyVerificationTest {
  private static final String VERIFY = "/api/keys/verify";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject AccountService accounts;

  @Test
  void aValidKeyIsCountedForItsOwner() {
    KeyClient key = KeyClient.create(Map.of("scopes", List.of("reports:read"), "quota", 50));

    verify(key, Map.of("units", 3, "scopes", List.of("reports:read"), "ip", "192.0.2.7"))
        .then()
        .statusCode(200)
        .body("valid", equalTo(true))
        .body("code", equalTo("VALID"))
        .body("key_id", equalTo(key.id()))
        .body("user_id", equalTo(key.owner().userId()))
        .body("plan_type", equalTo("free"))
        .body("scopes", contains("reports:read"))
        .body("usage_count", equalTo(3))
        .body("remaining", equalTo(47))
        .body("limits.name", contains("plan", "key-quota"))
        .header("RateLimit", containsString("\"key-quota\";r=47;t="))
        .body("retry_after", nullValue());
    assertEquals(3, key.owner().count());
  }

  @Test
  void theApiTokenIsAKeyWithAllScopes() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();

    verify(owner.apiToken(), Map.of("scopes", List.of("reports:write")))
        .then()
        .body("code", equalTo("VALID"))
        .body("key_id", equalTo("default"))
        .body("scopes", hasItem("reports:write"))
        .body("usage_count", equalTo(1))
        .body("remaining", equalTo(999));
  }

  @Test
  void eachRefusalNamesItsReason() {
    KeyClient key = KeyClient.create(Map.of("scopes", List.of("reports:read")));

    assertCode("NOT_FOUND", "x", Map.of());
    assertCode("NOT_FOUND", key.secret().substring(0, 75) + "z", Map.of());
    verify("x", Map.of()).then().body("key_id", nullValue()).body("usage_count", nullValue());
    assertCode("INSUFFICIENT_SCOPE", key, Map.of("scopes", List.of("reports:write")));
    key.patch(Map.of("ip_allow", List.of("192.0.2.0/24"))).then().statusCode(200);
    assertCode("FORBIDDEN_IP", key, Map.of());
    assertCode("FORBIDDEN_IP", key, Map.of("ip", "198.51.100.1"));
    assertCode("VALID", key, Map.of("ip", "192.0.2.1", "units", 0));
    assertCode("INSUFFICIENT_SCOPE", key, Map.of("scopes", List.of("none")));
    key.patch(Map.of("ip_allow", List.of(), "rate", Map.of("limit", 1, "window_seconds", 86_400)))
        .then()
        .statusCode(200);
    assertCode("VALID", key, Map.of("units", 4));
    verify(key, Map.of())
        .then()
        .body("code", equalTo("RATE_LIMITED"))
        .body("valid", equalTo(false))
        .body("user_id", equalTo(key.owner().userId()))
        .body("retry_after", greaterThan(0));
    assertCode("RATE_LIMITED", key, Map.of("units", 0));
    key.owner()
        .session()
        .body("{\"rate\":null,\"quota\":4}")
        .patch(key.path())
        .then()
        .statusCode(200);
    assertCode("QUOTA_EXCEEDED", key, Map.of());
    assertCode("QUOTA_EXCEEDED", key, Map.of("units", 0));
    key.owner().session().body("{\"quota\":null}").patch(key.path()).then().statusCode(200);
    assertCode("QUOTA_EXCEEDED", key, Map.of("units", 997));
    accounts.setStatus(key.owner().userId(), Status.SUSPENDED).await().atMost(PATIENCE);
    assertCode("SUSPENDED", key, Map.of());
    assertCode("SUSPENDED", key.owner().apiToken(), Map.of());
    accounts.setStatus(key.owner().userId(), Status.ACTIVE).await().atMost(PATIENCE);
    verify(key, Map.of()).then().body("code", equalTo("VALID")).body("usage_count", equalTo(5));
  }

  @Test
  void disabledAndExpiredKeysAreCalledSo() {
    KeyClient key = KeyClient.create(Map.of());
    key.expireSoon();

    Eventually.holds(() -> assertCode("EXPIRED", key, Map.of("units", 0)));
    key.patch(Map.of("enabled", false)).then().statusCode(200);
    assertCode("DISABLED", key, Map.of());
    key.owner().session().delete(key.path()).then().statusCode(204);
    assertCode("NOT_FOUND", key, Map.of());
  }

  @Test
  void aRepeatedRequestCountsOnce() {
    KeyClient key = KeyClient.create(Map.of());
    Response first = verify(key, Map.of("units", 5, "request_id", "same"));

    Response again = verify(key, Map.of("units", 5, "request_id", "same"));

    assertEquals(first.<Integer>path("usage_count"), again.<Integer>path("usage_count"));
    assertProblem(
        verify(key, Map.of("units", 6, "request_id", "same")), ErrorCode.REQUEST_ID_REUSED);
    assertEquals(5, key.owner().count());
  }

  /** The answer to the question costs one read, a count one write. */
  @Test
  void aVerificationIsOneRequestToTheStore() {
    KeyClient key =
        KeyClient.create(
            Map.of("quota", 500, "rate", Map.of("limit", 100, "window_seconds", 86_400)));
    verify(key, Map.of());
    verify(key, Map.of());

    assertEquals(
        List.of("UpdateItem"), StoreFaults.requests(() -> assertCode("VALID", key, Map.of())));
    assertEquals(
        List.of("GetItem"),
        StoreFaults.requests(() -> assertCode("VALID", key, Map.of("units", 0))));
    assertEquals(
        List.of("UpdateItem"),
        StoreFaults.requests(
            () ->
                gateway()
                    .request()
                    .body(Map.of("requests", List.of(Map.of("key", key.secret()))))
                    .post(VERIFY + "/batch")));
    assertEquals(4, key.owner().count());
  }

  @Test
  void aBatchHasAResultForEachRequest() {
    KeyClient key = KeyClient.create(Map.of());
    KeyClient other = KeyClient.create(Map.of("quota", 1));
    verify(key, Map.of("units", 1, "request_id", "once"));

    gateway()
        .request()
        .body(
            Map.of(
                "requests",
                List.of(
                    Map.of("key", key.secret(), "units", 2),
                    Map.of("key", "x"),
                    Map.of("key", other.secret(), "units", 2),
                    Map.of("key", key.secret(), "units", 2, "request_id", "once"),
                    Map.of("key", other.secret()))))
        .post(VERIFY + "/batch")
        .then()
        .statusCode(200)
        .body(
            "results.code",
            contains("VALID", "NOT_FOUND", "QUOTA_EXCEEDED", "REQUEST_ID_REUSED", "VALID"));
    assertEquals(3, key.owner().count());
    assertEquals(1, other.owner().count());
  }

  @Test
  void aBatchHasAtMost100Requests() {
    KeyClient key = KeyClient.create(Map.of());
    List<Map<String, ?>> most =
        IntStream.range(0, 100).<Map<String, ?>>mapToObj(i -> Map.of("key", key.secret())).toList();

    gateway()
        .request()
        .body(Map.of("requests", most))
        .post(VERIFY + "/batch")
        .then()
        .statusCode(200);
    List<Map<String, ?>> more =
        IntStream.range(0, 101).<Map<String, ?>>mapToObj(i -> Map.of("key", key.secret())).toList();
    assertProblem(
        gateway().request().body(Map.of("requests", more)).post(VERIFY + "/batch"),
        ErrorCode.INVALID_REQUEST);
    assertProblem(
        gateway()
            .request()
            .body(Map.of("requests", List.of(Map.of("key", key.secret()), Map.of("units", 1))))
            .post(VERIFY + "/batch"),
        ErrorCode.INVALID_REQUEST);
    assertEquals(100, key.owner().count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"key\":1}",
        "{\"key\":\"\"}",
        "{\"key\":\"k\",\"units\":-1}",
        "{\"key\":\"k\",\"units\":10001}",
        "{\"key\":\"k\",\"scopes\":\"a\"}",
        "{\"key\":\"k\",\"ip\":\"example.org\"}",
        "{\"key\":\"k\",\"ip\":\"10.0.0.0/8\"}",
        "{\"key\":\"k\",\"request_id\":\"\"}",
        "{\"requests\":{}}"
      })
  void aMalformedRequestIsRefused(String body) {
    assertProblem(gateway().request().body(body).post(VERIFY), ErrorCode.INVALID_REQUEST);
    assertProblem(
        gateway().request().body(body).post(VERIFY + "/batch"), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void onlyAServiceKeyWithTheScopeMayAsk() {
    KeyClient key = KeyClient.create(Map.of());
    Map<String, String> body = Map.of("key", key.secret());
    BackEnd other = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    for (String path : List.of(VERIFY, VERIFY + "/batch")) {
      assertProblem(Api.json().body(body).post(path), ErrorCode.TOKEN_MISSING);
      assertProblem(Api.bearer("x").body(body).post(path), ErrorCode.TOKEN_INVALID);
      assertProblem(Api.bearer(key.secret()).body(body).post(path), ErrorCode.TOKEN_INVALID);
      assertProblem(key.owner().session().body(body).post(path), ErrorCode.FORBIDDEN);
      assertEquals(403, other.request().body(body).post(path).statusCode());
    }
    assertEquals(0, key.owner().count());
  }

  private static void assertCode(String expected, KeyClient key, Map<String, ?> members) {
    assertCode(expected, key.secret(), members);
  }

  private static void assertCode(String expected, String secret, Map<String, ?> members) {
    Response answer = verify(secret, members);
    assertEquals(200, answer.statusCode());
    assertEquals(expected, answer.path("code"), answer::asString);
  }

  private static Response verify(KeyClient key, Map<String, ?> members) {
    return verify(key.secret(), members);
  }

  private static Response verify(String secret, Map<String, ?> members) {
    Map<String, Object> body = new HashMap<>(members);
    body.put("key", secret);
    return gateway().request().body(body).post(VERIFY);
  }

  private static BackEnd gateway() {
    return Gateway.SHARED;
  }

  private static final class Gateway {
    static final BackEnd SHARED = BackEnd.withScopes(ServiceKeyScopes.KEYS_VERIFY);
  }
}
