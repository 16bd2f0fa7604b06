package io.vestibule.admin;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code /api/admin/users/{id}/factors}. */
@QuarkusTest
class FactorAdminTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject AccountService accounts;
  @Inject MutableClock clock;

  private Person admin;

  @BeforeEach
  void promote() {
    Person person = Api.register();
    accounts.setRole(person.userId(), Role.ADMIN).await().atMost(PATIENCE);
    admin = logIn(person);
  }

  @AfterEach
  void reset() {
    clock.reset();
  }

  private static Person logIn(Person person) {
    return person.loggedInAgain();
  }

  private static String path(Person target) {
    return "/api/admin/users/" + target.userId() + "/factors";
  }

  @Test
  void theFactorsOfAUserAreShownWithoutSecrets() {
    Person user = Api.register();
    admin
        .request()
        .get(path(user))
        .then()
        .statusCode(200)
        .body("totp", equalTo(null))
        .body("recovery_codes_left", equalTo(0))
        .body("passkeys", empty());
    Authenticator app = Authenticator.of(user, clock.instant());

    Response factors = admin.request().get(path(user));

    factors
        .then()
        .statusCode(200)
        .body("totp.confirmed_at", notNullValue())
        .body("recovery_codes_left", equalTo(10));
    assertFalse(factors.asString().contains(app.secret()));
  }

  @Test
  void aRemovedFactorIsNotAskedAgain() {
    Person user = Api.register();
    Rows.users().set(user.userId(), "emailVerified", AttributeValue.fromBool(true));
    Authenticator.of(user, clock.instant());
    int mails = Rows.outbox().where("user_id", user.userId()).size();

    admin.request().delete(path(user) + "/totp").then().statusCode(204);

    assertEquals(mails + 1, Rows.outbox().where("user_id", user.userId()).size(), "notices");
    post("/api/login", credentials(user.email(), user.password())).then().statusCode(200);
    user.request().get("/api/user").then().statusCode(200);
    assertProblem(admin.request().delete(path(user) + "/totp"), ErrorCode.NOT_FOUND);
    assertProblem(admin.request().delete(path(user) + "/unknown"), ErrorCode.NOT_FOUND);
    assertProblem(admin.request().delete(path(user) + "/" + "x".repeat(1200)), ErrorCode.NOT_FOUND);
    Eventually.within(
        60,
        () ->
            user.request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem("factor-removal")));
  }

  @Test
  void removingAllEndsTheSessions() {
    Person user = Api.register();
    Authenticator.of(user, clock.instant());

    admin.request().delete(path(user)).then().statusCode(204);

    assertProblem(user.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    post("/api/login", credentials(user.email(), user.password())).then().statusCode(200);
    assertEquals(List.of(), Rows.factors().where("user_id", user.userId()));
    admin.request().delete(path(user)).then().statusCode(204);
  }

  @Test
  void onlyAdministratorsMay() {
    Person user = Api.register();
    Person other = Api.register();
    for (String suffix : List.of("", "/totp")) {
      assertProblem(other.request().delete(path(user) + suffix), ErrorCode.FORBIDDEN);
      assertProblem(Api.json().delete(path(user) + suffix), ErrorCode.TOKEN_MISSING);
    }
    assertProblem(other.request().get(path(user)), ErrorCode.FORBIDDEN);
    assertProblem(user.request().get(path(user)), ErrorCode.FORBIDDEN);
    assertProblem(Api.json().get(path(user)), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void unknownUsers() {
    String unknown = "/api/admin/users/unknown/factors";
    assertProblem(admin.request().get(unknown), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(unknown), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(unknown + "/totp"), ErrorCode.USER_NOT_FOUND);
  }

  @Test
  void aRemovalNeedsARecentProof() {
    Person user = Api.register();
    Authenticator.of(user, clock.instant());
    clock.advance(Duration.ofMinutes(11));

    assertProblem(
        admin.request().delete(path(user) + "/totp"), ErrorCode.REAUTHENTICATION_REQUIRED);
    assertProblem(admin.request().delete(path(user)), ErrorCode.REAUTHENTICATION_REQUIRED);
    admin.request().get(path(user)).then().statusCode(200);
  }
}
