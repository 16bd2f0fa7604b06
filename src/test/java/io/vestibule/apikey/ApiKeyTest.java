package io.vestibule.apikey;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/user/api-keys}, and what the keys may do at {@code /api/usage}. */
@QuarkusTest
class ApiKeyTest {
  private static final String KEYS = "/api/user/api-keys";

  @Test
  void everyAccountHasTheDefaultKey() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    owner.use(3, null).then().statusCode(200);

    owner
        .session()
        .get(KEYS)
        .then()
        .statusCode(200)
        .body("api_keys.size()", equalTo(1))
        .body("api_keys[0].id", equalTo("default"))
        .body("api_keys[0].prefix", equalTo(owner.apiToken().substring(0, 8)))
        .body("api_keys[0].last_four", equalTo(owner.apiToken().substring(72)))
        .body("api_keys[0].usage_count", equalTo(3))
        .body("api_keys[0].enabled", equalTo(true))
        .body("api_keys[0].last_used_at", notNullValue());
  }

  @Test
  void theDefaultKeyIsOnlyReplacedByItsOwnRoute() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    KeyClient key = new KeyClient(owner, "default", owner.apiToken());

    assertProblem(key.patch(Map.of("enabled", false)), ErrorCode.DEFAULT_API_KEY);
    assertProblem(owner.session().delete(key.path()), ErrorCode.DEFAULT_API_KEY);
    assertProblem(
        owner.session().body("{}").post(key.path() + "/rotate"), ErrorCode.DEFAULT_API_KEY);
    key.use(1).then().statusCode(200);
  }

  @Test
  void aKeyIsCreatedUsedChangedAndDeleted() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    Instant end = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    Response created =
        owner
            .session()
            .body(
                Map.of(
                    "name",
                    " Nightly export ",
                    "scopes",
                    List.of("reports:read"),
                    "expires_at",
                    end.toString(),
                    "ip_allow",
                    List.of("127.0.0.0/8", "2001:db8::/32"),
                    "rate",
                    Map.of("limit", 100, "window_seconds", 60),
                    "quota",
                    500))
            .post(KEYS);
    created
        .then()
        .statusCode(201)
        .header("Cache-Control", "no-store")
        .body("secret", startsWith("vst_"))
        .body("api_key.name", equalTo("Nightly export"))
        .body("api_key.scopes", contains("reports:read"))
        .body("api_key.expires_at", equalTo(end.toString()))
        .body("api_key.ip_allow", contains("127.0.0.0/8", "2001:db8::/32"))
        .body("api_key.rate.limit", equalTo(100))
        .body("api_key.rate.window_seconds", equalTo(60))
        .body("api_key.quota", equalTo(500))
        .body("api_key.enabled", equalTo(true))
        .body("api_key.usage_count", equalTo(0))
        .body("api_key.last_used_at", nullValue());
    KeyClient key = new KeyClient(owner, created.path("api_key.id"), created.path("secret"));

    key.use(7, "reports:read")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(7))
        .body("limit", equalTo(1000))
        .header("RateLimit-Policy", startsWith("\"plan\";q=1000;w="))
        .header("RateLimit-Policy", endsWith("\"key-rate\";q=100;w=60"))
        .header("RateLimit", startsWith("\"plan\";r=993;t="));
    owner.use(2, null).then().statusCode(200).body("usage_count", equalTo(9));

    key.read()
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(7))
        .body("last_used_at", notNullValue())
        .body("secret", nullValue());
    assertFalse(key.read().asString().contains(key.secret().substring(8, 60)));
    key.patch(Map.of("name", "Renamed", "scopes", List.of(), "ip_allow", List.of(), "quota", 8))
        .then()
        .statusCode(200)
        .body("name", equalTo("Renamed"))
        .body("scopes", empty())
        .body("ip_allow", empty())
        .body("quota", equalTo(8))
        .body("rate.limit", equalTo(100));
    owner
        .session()
        .body("{\"expires_at\":null,\"rate\":null,\"quota\":null}")
        .patch(key.path())
        .then()
        .statusCode(200)
        .body("expires_at", nullValue())
        .body("rate", nullValue())
        .body("quota", nullValue());

    owner.session().delete(key.path()).then().statusCode(204);
    assertProblem(key.read(), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(owner.session().delete(key.path()), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(key.use(1), ErrorCode.TOKEN_INVALID);
    assertEquals(9, owner.count(), "what the key used is still counted for the plan");
    Eventually.holds(
        () ->
            owner
                .session()
                .get("/api/user/security-events")
                .then()
                .body(
                    "events.act",
                    hasItems("api-key-creation", "api-key-change", "api-key-deletion")));
  }

  @Test
  void usageIsReportedByKeyAndDay() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    KeyClient key = KeyClient.create(owner, Map.of());
    key.use(7).then().statusCode(200);
    owner.use(2, null).then().statusCode(200);

    Response usage = owner.session().get(key.path() + "/usage");

    usage
        .then()
        .statusCode(200)
        .body("key_id", equalTo(key.id()))
        .body("days.usage_count", contains(7))
        .body("months.usage_count", contains(7));
    String day = usage.path("days[0].day");
    String month = usage.path("months[0].month");
    Response csv = owner.session().get("/api/user/api-key-usage.csv");
    csv.then().statusCode(200).contentType("text/csv");
    assertEquals(
        Set.of("key_id,day,usage_count", key.id() + "," + day + ",7", "default," + day + ",2"),
        Set.of(csv.asString().split("\r\n")));
    assertTrue(
        owner
            .session()
            .get("/api/user/api-key-usage.csv?by=month")
            .asString()
            .contains(key.id() + "," + month + ",7\r\n"));
    assertProblem(
        owner.session().get("/api/user/api-key-usage.csv?by=year"), ErrorCode.INVALID_REQUEST);
    assertProblem(owner.session().get(KEYS + "/none/usage"), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(Owner.SHARED.session().get(key.path() + "/usage"), ErrorCode.API_KEY_NOT_FOUND);
  }

  @Test
  void eachLimitHasItsOwnError() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    KeyClient key = KeyClient.create(owner, Map.of("scopes", List.of("reports:read")));

    assertProblem(key.use(1, "reports:write"), ErrorCode.API_KEY_SCOPE);
    assertProblem(key.use(1, "reports:read", "reports:write"), ErrorCode.API_KEY_SCOPE);
    key.use(1, "reports:read").then().statusCode(200);
    key.patch(Map.of("ip_allow", List.of("192.0.2.0/24"))).then().statusCode(200);
    assertProblem(key.use(1), ErrorCode.API_KEY_ADDRESS);
    key.request()
        .header("X-Forwarded-For", "192.0.2.77")
        .body("{}")
        .post("/api/usage")
        .then()
        .statusCode(200);
    key.patch(Map.of("ip_allow", List.of(), "quota", 3)).then().statusCode(200);
    assertProblem(key.use(2), ErrorCode.API_KEY_QUOTA_EXCEEDED);
    key.use(1)
        .then()
        .statusCode(200)
        .header("RateLimit", not(startsWith("\"key-quota\"")))
        .body("remaining", equalTo(997));
    assertProblem(key.use(1), ErrorCode.API_KEY_QUOTA_EXCEEDED);
    owner
        .session()
        .body("{\"quota\":null,\"rate\":{\"limit\":1,\"window_seconds\":86400}}")
        .patch(key.path())
        .then()
        .statusCode(200);
    key.use(1).then().statusCode(200);
    Response limited = key.use(1);
    assertProblem(limited, ErrorCode.API_KEY_RATE_EXCEEDED);
    assertTrue(Long.parseLong(limited.header("Retry-After")) <= 86_401);
    assertTrue(limited.header("RateLimit").contains("\"key-rate\";r=0;t="));
    assertTrue(limited.header("RateLimit-Policy").contains("\"key-rate\";q=1;w=86400"));
    key.patch(Map.of("enabled", false)).then().statusCode(200);
    assertProblem(key.use(1), ErrorCode.API_KEY_DISABLED);
    assertEquals(4, owner.count());
  }

  @Test
  void thePlanLimitsAllKeysTogether() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    KeyClient key = KeyClient.create(owner, Map.of("quota", 5000));
    KeyClient other = KeyClient.create(owner, Map.of());

    key.use(600).then().statusCode(200);
    owner.use(300, null).then().statusCode(200);
    assertProblem(other.use(101), ErrorCode.QUOTA_EXCEEDED);
    other.use(100).then().statusCode(200).body("remaining", equalTo(0));
    assertProblem(key.use(1), ErrorCode.QUOTA_EXCEEDED);
  }

  @Test
  void anExpiredKeyIsNotCalledInvalid() {
    KeyClient key = KeyClient.create(Map.of());
    key.expireSoon();

    Eventually.holds(() -> assertProblem(key.use(1), ErrorCode.API_KEY_EXPIRED));
    key.patch(Map.of("expires_at", Instant.now().plusSeconds(3600).toString()))
        .then()
        .statusCode(200);
    key.use(1).then().statusCode(200);
  }

  @Test
  void bothSecretsWorkDuringTheOverlap() {
    KeyClient key = KeyClient.create(Map.of());
    key.use(1).then().statusCode(200);

    KeyClient rotated = key.rotate(3600);

    key.use(1).then().statusCode(200);
    rotated.use(1).then().statusCode(200);
    rotated
        .read()
        .then()
        .body("usage_count", equalTo(3))
        .body("overlap_ends_at", notNullValue())
        .body("last_four", equalTo(rotated.secret().substring(72)));

    KeyClient last = rotated.rotate(0);

    assertProblem(key.use(1), ErrorCode.TOKEN_INVALID);
    assertProblem(rotated.use(1), ErrorCode.TOKEN_INVALID);
    last.use(1).then().statusCode(200);
    last.read().then().body("overlap_ends_at", nullValue());
  }

  @Test
  void theOldSecretStopsWorkingAtTheEndOfTheOverlap() {
    KeyClient key = KeyClient.create(Map.of());

    KeyClient rotated = key.rotate(2);

    Eventually.holds(() -> assertProblem(key.use(1), ErrorCode.TOKEN_INVALID));
    rotated.use(1).then().statusCode(200);
  }

  @Test
  void aKeyHasAtMostFiveFormerSecrets() {
    KeyClient key = KeyClient.create(Map.of());
    for (int rotation = 0; rotation < 5; rotation++) {
      key.rotate(3600);
    }

    assertProblem(
        key.owner().session().body("{\"overlap_seconds\":1}").post(key.path() + "/rotate"),
        ErrorCode.TOO_MANY_SECRETS);
    key.use(1).then().statusCode(200);
  }

  @Test
  void namedKeysSurviveTheRotationOfTheDefaultKey() {
    KeyClient key = KeyClient.create(Map.of());
    key.use(2).then().statusCode(200);

    Response rotated = key.owner().session().post("/api/user/api-token");

    rotated.then().statusCode(200);
    key.use(3).then().statusCode(200).body("usage_count", equalTo(5));
    key.owner()
        .with(rotated.path("token"))
        .use(1, null)
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(6));
    key.read().then().body("usage_count", equalTo(5));
  }

  @Test
  void aRepeatedRequestCountsOnce() {
    KeyClient key = KeyClient.create(Map.of("rate", Map.of("limit", 1, "window_seconds", 86_400)));

    Response first = key.useOnce(5, "same");

    first.then().statusCode(200).body("usage_count", equalTo(5));
    assertEquals(first.asString(), key.useOnce(5, "same").asString());
    assertProblem(key.useOnce(6, "same"), ErrorCode.REQUEST_ID_REUSED);
    assertProblem(key.useOnce(5, "other"), ErrorCode.API_KEY_RATE_EXCEEDED);
    key.read().then().body("usage_count", equalTo(5));
    key.patch(Map.of("enabled", false)).then().statusCode(200);
    assertProblem(key.useOnce(5, "same"), ErrorCode.API_KEY_DISABLED);
  }

  @Test
  void anAccountHasAtMostFiftyKeys() {
    ApiTokenOwner owner = ApiTokenOwner.signUp();
    for (int number = 0; number < 50; number++) {
      KeyClient.create(owner, Map.of());
    }

    assertProblem(
        owner.session().body("{\"name\":\"one more\"}").post(KEYS), ErrorCode.TOO_MANY_API_KEYS);
    owner.session().get(KEYS).then().statusCode(200).body("api_keys.size()", equalTo(51));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"name\":\"\"}",
        "{\"name\":1}",
        "{\"name\":\"a\\u202eb\"}",
        "{\"name\":null}",
        "{\"name\":\"k\",\"scopes\":\"reports:read\"}",
        "{\"name\":\"k\",\"scopes\":[\"unknown\"]}",
        "{\"name\":\"k\",\"scopes\":[1]}",
        "{\"name\":\"k\",\"expires_at\":\"2020-01-01T00:00:00Z\"}",
        "{\"name\":\"k\",\"expires_at\":\"tomorrow\"}",
        "{\"name\":\"k\",\"expires_at\":1}",
        "{\"name\":\"k\",\"enabled\":\"yes\"}",
        "{\"name\":\"k\",\"ip_allow\":[\"10.0.0.0/33\"]}",
        "{\"name\":\"k\",\"ip_allow\":[\"example.org\"]}",
        "{\"name\":\"k\",\"ip_allow\":{}}",
        "{\"name\":\"k\",\"rate\":{\"limit\":1}}",
        "{\"name\":\"k\",\"rate\":{\"limit\":0,\"window_seconds\":1}}",
        "{\"name\":\"k\",\"rate\":5}",
        "{\"name\":\"k\",\"quota\":-1}",
        "{\"name\":\"k\",\"quota\":1.5}",
        "{\"name\":\"k\",\"expire_at\":\"2099-01-01T00:00:00Z\"}"
      })
  void aMalformedKeyIsNotCreated(String body) {
    assertProblem(Owner.SHARED.session().body(body).post(KEYS), ErrorCode.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"overlap_seconds\":-1}",
        "{\"overlap_seconds\":604801}",
        "{\"overlap_seconds\":\"1\"}"
      })
  void aMalformedRotationChangesNothing(String body) {
    KeyClient key = KeyClient.create(Map.of());

    assertProblem(
        key.owner().session().body(body).post(key.path() + "/rotate"), ErrorCode.INVALID_REQUEST);
    key.use(1).then().statusCode(200);
  }

  @Test
  void anotherUsersKeyIsNotFound() {
    KeyClient key = KeyClient.create(Map.of());
    KeyClient foreign = new KeyClient(Owner.SHARED, key.id(), key.secret());

    assertProblem(foreign.read(), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(foreign.patch(Map.of("enabled", false)), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(Owner.SHARED.session().delete(foreign.path()), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(
        Owner.SHARED.session().body("{}").post(foreign.path() + "/rotate"),
        ErrorCode.API_KEY_NOT_FOUND);
    key.use(1).then().statusCode(200);
  }

  @Test
  void theRoutesRequireASession() {
    KeyClient key = KeyClient.create(Map.of());

    assertProblem(Api.json().get(KEYS), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().body("{\"name\":\"k\"}").post(KEYS), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.bearer(key.secret()).get(KEYS), ErrorCode.TOKEN_INVALID);
    assertProblem(
        Api.bearer("x").body("{\"name\":\"k\"}").patch(key.path()), ErrorCode.TOKEN_INVALID);
    assertProblem(Api.bearer("x").delete(key.path()), ErrorCode.TOKEN_INVALID);
    assertProblem(Api.bearer("x").post(key.path() + "/rotate"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void theExportListsTheKeysAndTheErasureEndsThem() {
    KeyClient key = KeyClient.create(Map.of("scopes", List.of("reports:read")));
    key.use(4).then().statusCode(200);

    key.owner()
        .session()
        .get("/api/user/export")
        .then()
        .statusCode(200)
        .body("usage[0].usage_count", equalTo(4))
        .body("usage[0].keys.name", hasItems("Nightly export"))
        .body(
            "usage[0].keys.find { it.name == 'Nightly export' }.scopes", hasItems("reports:read"));
    key.owner()
        .session()
        .body(Map.of("password", key.owner().password()))
        .delete("/api/user")
        .then()
        .statusCode(204);

    Eventually.holds(() -> assertProblem(key.use(1), ErrorCode.TOKEN_INVALID));
  }

  /** One account for tests that change nothing. */
  private static final class Owner {
    static final ApiTokenOwner SHARED = ApiTokenOwner.signUp();
  }
}
