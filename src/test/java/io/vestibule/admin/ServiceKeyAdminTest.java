package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.usage.LostResponses;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** {@code /api/admin/service-keys}. */
@QuarkusTest
class ServiceKeyAdminTest {
  private static final String KEYS = "/api/admin/service-keys";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Inject AccountService accounts;
  @Inject MutableClock clock;

  private Person admin;

  @BeforeEach
  void promote() {
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(TIMEOUT);
    admin = person.loggedInAgain();
  }

  @AfterEach
  void restore() {
    clock.reset();
  }

  @Test
  void secretIsInTheAnswerOfTheCreationOnly() {
    Response created =
        create("{\"name\":\" billing \",\"scopes\":[\"users:write\",\"users:read\"]}");
    created
        .then()
        .statusCode(201)
        .header("Cache-Control", "no-store")
        .body("secret", matchesPattern("vss_[0-9a-f]{88}"))
        .body("service_key.name", equalTo("billing"))
        .body("service_key.scopes", equalTo(List.of("users:read", "users:write")))
        .body("service_key.ip_allow", empty())
        .body("service_key.enabled", equalTo(true))
        .body("service_key.created_by", equalTo(admin.userId()))
        .body("service_key.expires_at", nullValue())
        .body("service_key.last_used_at", nullValue());
    String id = created.path("service_key.id");
    String secret = created.path("secret");
    assertEquals(id, secret.substring(4, 20));

    admin
        .request()
        .get(KEYS + "/" + id)
        .then()
        .statusCode(200)
        .body("name", equalTo("billing"))
        .body("$", not(hasKey("hash")))
        .body("$", not(hasKey("secret")));
    assertFalse(admin.request().get(KEYS + "?limit=100").asString().contains(secret));
    assertFalse(Rows.serviceKeys().where("id", id).toString().contains(secret.substring(20, 84)));
  }

  @Test
  void everyPageHoldsItsKeysOnce() {
    List<String> created = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      created.add(BackEnd.withScopes(ServiceKeyScopes.USERS_READ).keyId());
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var request = admin.request().queryParam("limit", 2);
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      Response page = request.get(KEYS);
      seen.addAll(page.path("service_keys.id"));
      cursor = page.path("next_cursor");
    } while (cursor != null);

    assertEquals(seen.stream().sorted().distinct().toList(), seen);
    assertTrue(seen.containsAll(created));
    assertProblem(admin.request().get(KEYS + "?cursor=x"), ErrorCode.INVALID_CURSOR);
    assertProblem(admin.request().get(KEYS + "?limit=0"), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void changesOnlyTheGivenMembers() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    patch(
            backEnd,
            "{\"ip_allow\":[\"192.0.2.0/24\"],\"expires_at\":\"2999-01-31T00:00:00Z\","
                + "\"name\":\"renamed\"}")
        .then()
        .statusCode(200)
        .body("name", equalTo("renamed"))
        .body("scopes", equalTo(List.of("users:read")))
        .body("ip_allow", equalTo(List.of("192.0.2.0/24")))
        .body("expires_at", equalTo("2999-01-31T00:00:00Z"));
    assertProblem(read(backEnd), ErrorCode.SERVICE_KEY_NETWORK);

    patch(backEnd, "{\"ip_allow\":[],\"expires_at\":null}")
        .then()
        .statusCode(200)
        .body("expires_at", nullValue());
    read(backEnd).then().statusCode(200);

    patch(backEnd, "{\"scopes\":[\"keys:verify\"]}").then().statusCode(200);
    assertProblem(read(backEnd), ErrorCode.INSUFFICIENT_SCOPE);
  }

  @Test
  void rotatesWithAnOverlap() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    Response rotated = admin.request().body("{\"overlap_seconds\":600}").post(rotation(backEnd));
    rotated.then().statusCode(200).body("service_key.old_secret_until", not(nullValue()));
    BackEnd renewed = new BackEnd(backEnd.keyId(), rotated.path("secret"));
    read(backEnd).then().statusCode(200);
    read(renewed).then().statusCode(200);

    admin.request().body("{\"overlap_seconds\":0}").post(rotation(backEnd)).then().statusCode(200);
    assertProblem(read(backEnd), ErrorCode.TOKEN_INVALID);
    assertProblem(read(renewed), ErrorCode.TOKEN_INVALID);
    admin
        .request()
        .post(rotation(backEnd))
        .then()
        .statusCode(200)
        .body("service_key.old_secret_until", nullValue());
  }

  /** The response to the first request was lost, so the administrator does not have the secret. */
  @Test
  void aRepetitionWithTheSameIdempotencyKeyGetsTheFirstSecret() {
    String wanted = "{\"name\":\"billing\",\"scopes\":[\"users:read\"]}";

    Response created = once("create").body(wanted).post("/api/admin/service-keys");
    Response again = once("create").body(wanted).post("/api/admin/service-keys");

    created.then().statusCode(201);
    assertEquals(created.asString(), again.then().statusCode(201).extract().asString());
    assertProblem(
        once("create")
            .body("{\"name\":\"x\",\"scopes\":[\"users:read\"]}")
            .post("/api/admin/service-keys"),
        ErrorCode.IDEMPOTENCY_KEY_REUSED);
    assertProblem(
        once("not\tprintable").body(wanted).post("/api/admin/service-keys"),
        ErrorCode.INVALID_REQUEST);

    BackEnd backEnd = new BackEnd(created.path("service_key.id"), created.path("secret"));
    String overlap = "{\"overlap_seconds\":600}";
    Response rotated = once("rotate").body(overlap).post(rotation(backEnd));
    BackEnd renewed = new BackEnd(backEnd.keyId(), rotated.path("secret"));
    once("rotate")
        .body(overlap)
        .post(rotation(backEnd))
        .then()
        .statusCode(200)
        .body("secret", equalTo(renewed.secret()));
    read(backEnd).then().statusCode(200);
    read(renewed).then().statusCode(200);
    assertProblem(
        once("rotate").body("{\"overlap_seconds\":0}").post(rotation(backEnd)),
        ErrorCode.IDEMPOTENCY_KEY_REUSED);

    admin.request().delete(path(backEnd)).then().statusCode(204);
    assertProblem(
        once("rotate").body(overlap).post(rotation(backEnd)), ErrorCode.SERVICE_KEY_NOT_FOUND);
  }

  /** The store carried the write out, but its response was lost. */
  @Test
  void aLostResponseOfTheStoreIsNoError() {
    String wanted = "{\"name\":\"billing\",\"scopes\":[\"users:read\"]}";

    Response created =
        LostResponses.first(
            TransactWriteItemsRequest.class,
            () -> admin.request().body(wanted).post("/api/admin/service-keys"));

    created.then().statusCode(201);
    BackEnd backEnd = new BackEnd(created.path("service_key.id"), created.path("secret"));
    read(backEnd).then().statusCode(200);
    Response rotated =
        LostResponses.first(
            TransactWriteItemsRequest.class, () -> admin.request().post(rotation(backEnd)));
    rotated.then().statusCode(200);
    read(new BackEnd(backEnd.keyId(), rotated.path("secret"))).then().statusCode(200);
  }

  private RequestSpecification once(String idempotencyKey) {
    return admin.request().header("Idempotency-Key", idempotencyKey);
  }

  @Test
  void revokedKeyDoesNotExistAnyMore() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    admin.request().delete(path(backEnd)).then().statusCode(204);

    assertProblem(read(backEnd), ErrorCode.TOKEN_INVALID);
    assertProblem(admin.request().get(path(backEnd)), ErrorCode.SERVICE_KEY_NOT_FOUND);
    assertProblem(admin.request().delete(path(backEnd)), ErrorCode.SERVICE_KEY_NOT_FOUND);
    assertProblem(patch(backEnd, "{\"enabled\":true}"), ErrorCode.SERVICE_KEY_NOT_FOUND);
    assertProblem(admin.request().post(rotation(backEnd)), ErrorCode.SERVICE_KEY_NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "ffffffffffffffff", "../users", "a%20b"})
  void unknownIdIsNotFound(String id) {
    int status = admin.request().urlEncodingEnabled(false).get(KEYS + "/" + id).statusCode();

    assertTrue(status == 404 || status == 400, () -> id + " answered " + status);
  }

  @Test
  void givingAccessNeedsARecentProofAndTakingItAwayDoesNot() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);
    clock.advance(Duration.ofMinutes(11));

    assertProblem(
        create("{\"name\":\"n\",\"scopes\":[\"users:read\"]}"),
        ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(admin.request().post(rotation(backEnd)), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        patch(backEnd, "{\"enabled\":false,\"ip_allow\":[]}"), ErrorCode.REAUTHENTICATION_REQUIRED);
    patch(backEnd, "{\"enabled\":false}").then().statusCode(200).body("enabled", equalTo(false));
    assertProblem(patch(backEnd, "{\"enabled\":true}"), ErrorCode.REAUTHENTICATION_REQUIRED);
    admin.request().delete(path(backEnd)).then().statusCode(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "{} | name",
        "{\"name\":\"\",\"scopes\":[\"users:read\"]} | name",
        "{\"name\":7,\"scopes\":[\"users:read\"]} | name",
        "{\"name\":\"n\"} | scopes",
        "{\"name\":\"n\",\"scopes\":[]} | scopes",
        "{\"name\":\"n\",\"scopes\":\"users:read\"} | scopes",
        "{\"name\":\"n\",\"scopes\":[1]} | scopes",
        "{\"name\":\"n\",\"scopes\":[\"admin\"]} | scopes",
        "{\"name\":\"n\",\"scopes\":[\"users:read\",\"root\"]} | scopes",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"ip_allow\":\"10.0.0.0/8\"} | ip_allow",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"ip_allow\":[\"10.0.0.0/33\"]} | ip_allow",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"ip_allow\":[\"localhost\"]} | ip_allow",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"ip_allow\":[\"10.0.0.0/x\"]} | ip_allow",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"expires_at\":\"2001-01-01T00:00:00Z\"} | expires_at",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"expires_at\":\"tomorrow\"} | expires_at",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"expires_at\":1} | expires_at",
        "{\"name\":\"n\",\"scopes\":[\"users:read\"],\"enabled\":true} | enabled",
      })
  void invalidCreationNamesTheMember(String body, String field) {
    Response refused = create(body);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "{} | body",
        "{\"name\":null} | name",
        "{\"scopes\":null} | scopes",
        "{\"scopes\":[]} | scopes",
        "{\"enabled\":\"no\"} | enabled",
        "{\"enabled\":null} | enabled",
        "{\"secret\":\"vss_\"} | secret",
      })
  void invalidChangeNamesTheMember(String body, String field) {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    Response refused = patch(backEnd, body);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
    read(backEnd).then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"overlap_seconds\":-1}",
        "{\"overlap_seconds\":604801}",
        "{\"overlap_seconds\":\"1\"}",
        "{\"overlap\":1}"
      })
  void invalidRotationChangesNothing(String body) {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);

    assertProblem(admin.request().body(body).post(rotation(backEnd)), ErrorCode.INVALID_REQUEST);
    read(backEnd).then().statusCode(200);
  }

  @Test
  void serviceKeysCannotManageServiceKeys() {
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.ALL.toArray(String[]::new));

    assertProblem(backEnd.request().get(KEYS), ErrorCode.INSUFFICIENT_SCOPE);
    assertProblem(
        backEnd.request().body(Map.of("name", "n", "scopes", ServiceKeyScopes.ALL)).post(KEYS),
        ErrorCode.INSUFFICIENT_SCOPE);
    assertProblem(backEnd.request().post(rotation(backEnd)), ErrorCode.INSUFFICIENT_SCOPE);
  }

  private Response create(String body) {
    return admin.request().body(body).post(KEYS);
  }

  private Response patch(BackEnd backEnd, String body) {
    return admin.request().body(body).patch(path(backEnd));
  }

  private Response read(BackEnd backEnd) {
    return backEnd.request().get("/api/admin/users/" + admin.userId());
  }

  private static String path(BackEnd backEnd) {
    return KEYS + "/" + backEnd.keyId();
  }

  private static String rotation(BackEnd backEnd) {
    return path(backEnd) + "/rotate";
  }
}
