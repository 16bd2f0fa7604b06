package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events, sessions and usage of a user, for administrators. */
@QuarkusTest
class UserActivityTest {
  @Inject AccountService accounts;

  private Person admin;
  private Person person;

  @BeforeEach
  void start() {
    Person registered = Api.register();
    accounts.setRole(registered.userId(), Role.ADMIN).await().atMost(Duration.ofSeconds(60));
    String token = Api.tokenOf(registered);
    admin = new Person(registered.userId(), registered.email(), registered.password(), token, "");
    person = Api.register();
  }

  private static String path(String userId, String what) {
    return "/api/admin/users/" + userId + "/" + what;
  }

  private Response get(String what) {
    return admin.request().get(path(person.userId(), what));
  }

  @Test
  void listsSessionsAndEndsOne() {
    String second = Api.tokenOf(person);
    String id = Api.bearer(second).get("/api/auth/session").path("session.session_id");
    Response page = get("sessions?limit=1");
    page.then().statusCode(200).body("sessions.session_id", equalTo(List.of(id)));
    assertEquals(false, page.path("sessions[0].current"));
    admin
        .request()
        .queryParam("cursor", page.<String>path("next_cursor"))
        .get(path(person.userId(), "sessions"))
        .then()
        .statusCode(200)
        .body("sessions", hasSize(1));

    admin.request().delete(path(person.userId(), "sessions/" + id)).then().statusCode(204);

    assertProblem(Api.bearer(second).get("/api/user"), ErrorCode.TOKEN_INVALID);
    person.request().get("/api/user").then().statusCode(200);
    assertProblem(
        admin.request().delete(path(person.userId(), "sessions/" + id)),
        ErrorCode.SESSION_NOT_FOUND);
    Eventually.holds(() -> get("events").then().body("events.act", hasItem("session-end")));
  }

  @Test
  void aSessionOfAnotherUserIsNotEnded() {
    Person other = Api.register();
    String id = other.request().get("/api/auth/session").path("session.session_id");

    assertProblem(
        admin.request().delete(path(person.userId(), "sessions/" + id)),
        ErrorCode.SESSION_NOT_FOUND);

    other.request().get("/api/user").then().statusCode(200);
  }

  @Test
  void listsEvents() {
    Api.tokenOf(person);
    Eventually.holds(() -> get("events").then().body("events.act", hasItem("login")));
    Response page = get("events?limit=1");
    page.then().body("events", hasSize(1));

    admin
        .request()
        .queryParam("cursor", page.<String>path("next_cursor"))
        .get(path(person.userId(), "events"))
        .then()
        .statusCode(200)
        .body("events.act", hasItem("sign-up"));
    // A cursor of one user's list is not valid for another's.
    assertProblem(
        admin
            .request()
            .queryParam("cursor", page.<String>path("next_cursor"))
            .get(path(admin.userId(), "events")),
        ErrorCode.INVALID_CURSOR);
  }

  @Test
  void showsTheUsage() {
    get("usage")
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(0))
        .body("plan_type", equalTo("free"))
        .body("periods", hasSize(1));
  }

  @Test
  void listsThePlans() {
    Response plans = admin.request().get("/api/admin/plans");

    plans
        .then()
        .statusCode(200)
        .body("plans.name", hasItem("free"))
        .body("plans.find { it.name == 'boundless' }.monthly_limit", equalTo(null));
    assertTrue(plans.<Integer>path("plans.find { it.name == 'free' }.monthly_limit") > 0);
  }

  @Test
  void refusals() {
    for (String what : List.of("events", "sessions", "usage")) {
      assertProblem(
          admin.request().get(path(UUID.randomUUID().toString(), what)), ErrorCode.USER_NOT_FOUND);
      assertProblem(admin.request().get(path("a".repeat(2_100), what)), ErrorCode.USER_NOT_FOUND);
    }
    for (String what : List.of("events", "sessions")) {
      assertProblem(get(what + "?limit=0"), ErrorCode.INVALID_REQUEST);
      assertProblem(get(what + "?cursor=x"), ErrorCode.INVALID_CURSOR);
    }
    assertProblem(
        admin.request().delete(path(UUID.randomUUID().toString(), "sessions/x")),
        ErrorCode.USER_NOT_FOUND);
    assertProblem(
        admin.request().delete(path(person.userId(), "sessions/" + "x".repeat(2_100))),
        ErrorCode.SESSION_NOT_FOUND);
  }
}
