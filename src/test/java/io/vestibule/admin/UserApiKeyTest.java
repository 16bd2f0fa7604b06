package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /api/admin/users/{id}/api-keys}. */
@QuarkusTest
class UserApiKeyTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Inject AccountService accounts;
  @Inject MutableClock clock;

  private Person admin;
  private Person person;
  private String path;
  private String secret;
  private String id;

  @BeforeEach
  void create() {
    Person registered = Api.register();
    accounts.setRole(registered.userId(), Role.ADMIN).await().atMost(TIMEOUT);
    admin = registered.loggedInAgain();
    person = Api.register();
    path = "/api/admin/users/" + person.userId() + "/api-keys";
    Response created =
        person
            .request()
            .body(
                Map.of(
                    "name",
                    "Nightly export",
                    "quota",
                    500,
                    "rate",
                    Map.of("limit", 10, "window_seconds", 60)))
            .post("/api/user/api-keys");
    created.then().statusCode(201);
    secret = created.path("secret");
    id = created.path("api_key.id");
  }

  @AfterEach
  void restore() {
    clock.reset();
  }

  private int use() {
    return Api.json().header("X-API-Key", secret).body("{}").post("/api/usage").statusCode();
  }

  private void assertAudited(String act) {
    Eventually.holds(
        () ->
            person
                .request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem(act)));
    assertEquals(
        List.of(admin.userId()),
        Rows.securityEvents().where("user_id", person.userId()).stream()
            .filter(row -> row.get("act").s().equals(act))
            .map(row -> row.get("actor").s())
            .distinct()
            .toList());
  }

  @Test
  void theListHasLimitsAndUsageButNoSecret() {
    assertEquals(200, use());

    Response list = admin.request().get(path);
    list.then()
        .statusCode(200)
        .body("api_keys", hasSize(2))
        .body("api_keys[0].id", equalTo("default"))
        .body("api_keys[1].id", equalTo(id))
        .body("api_keys[1].quota", equalTo(500))
        .body("api_keys[1].rate.limit", equalTo(10))
        .body("api_keys[1].usage_count", equalTo(1));
    assertFalse(list.asString().contains(secret.substring(12, 60)));
  }

  @Test
  void anAdministratorDisablesEnablesAndDeletes() {
    String key = path + "/" + id;
    admin
        .request()
        .body(Map.of("enabled", false))
        .patch(key)
        .then()
        .statusCode(200)
        .body("enabled", equalTo(false))
        .body("name", equalTo("Nightly export"));
    assertEquals(403, use());
    assertAudited("api-key-change");
    admin.request().body(Map.of("enabled", true)).patch(key).then().statusCode(200);
    assertEquals(200, use());

    admin.request().delete(key).then().statusCode(204);
    assertEquals(401, use());
    assertAudited("api-key-deletion");
    assertProblem(admin.request().delete(key), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(
        admin.request().body(Map.of("enabled", true)).patch(key), ErrorCode.API_KEY_NOT_FOUND);
  }

  @Test
  void onlyDisablingNeedsNoRecentProof() {
    clock.advance(Duration.ofMinutes(11));
    String key = path + "/" + id;
    assertProblem(admin.request().delete(key), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(
        admin.request().body(Map.of("enabled", true)).patch(key),
        ErrorCode.REAUTHENTICATION_REQUIRED);
    admin.request().body(Map.of("enabled", false)).patch(key).then().statusCode(200);
  }

  @Test
  void whatIsRefused() {
    String key = path + "/" + id;
    for (String body : List.of("{}", "[]", "{\"enabled\":1}", "{\"enabled\":null}")) {
      assertProblem(admin.request().body(body).patch(key), ErrorCode.INVALID_REQUEST);
    }
    assertProblem(admin.request().body("{").patch(key), ErrorCode.MALFORMED_JSON);
    String body = "{\"enabled\":false}";
    String unnamed = path + "/default";
    assertProblem(admin.request().body(body).patch(unnamed), ErrorCode.DEFAULT_API_KEY);
    assertProblem(admin.request().delete(unnamed), ErrorCode.DEFAULT_API_KEY);
    for (String unknown : List.of("unknown", "x".repeat(1200))) {
      String foreign = "/api/admin/users/" + unknown + "/api-keys";
      assertProblem(admin.request().get(foreign), ErrorCode.USER_NOT_FOUND);
      assertProblem(admin.request().body(body).patch(foreign + "/x"), ErrorCode.USER_NOT_FOUND);
      assertProblem(admin.request().delete(foreign + "/x"), ErrorCode.USER_NOT_FOUND);
      assertProblem(admin.request().delete(path + "/" + unknown), ErrorCode.API_KEY_NOT_FOUND);
    }
    // Of another account.
    String others = "/api/admin/users/" + admin.userId() + "/api-keys/" + id;
    assertProblem(admin.request().delete(others), ErrorCode.API_KEY_NOT_FOUND);
    assertProblem(person.request().get(path), ErrorCode.FORBIDDEN);
    assertProblem(person.request().body(body).patch(key), ErrorCode.FORBIDDEN);
    assertProblem(person.request().delete(key), ErrorCode.FORBIDDEN);
    assertProblem(Api.json().get(path), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.bearer("x").delete(key), ErrorCode.TOKEN_INVALID);
  }
}
