package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static io.vestibule.testing.Api.withCookie;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.contract.RefreshStorm;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Examinations;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Token refresh and the detection of copied tokens. */
@QuarkusTest
class RefreshTest {
  private static final Duration AFTER_THE_GRACE_PERIOD = Duration.ofSeconds(31);

  /** The calls before it read the session, its validity, the account and the session's row. */
  private static final int WRITE = 5;

  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void refreshRequiresAToken() {
    Problems.assertProblem(json().post("/api/auth/refresh"), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void anEndedSessionIsNotRefreshed() {
    Person ada = register();
    ada.request().post("/api/auth/logout").then().statusCode(204);

    Problems.assertProblem(refresh(ada.token()), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void aBearerTokenAndItsSuccessorAreBothValidInTheGracePeriod() {
    Person ada = register();

    String successor = refreshed(ada.token());

    assertNotEquals(ada.token(), successor);
    assertValid(successor);
    assertValid(ada.token());
  }

  @Test
  void aCookieGetsACookieAndNoTokenInTheBody() {
    String cookie = cookieOf(register());

    Response answer = withCookie(cookie).post("/api/auth/refresh");

    answer
        .then()
        .statusCode(200)
        .body("$", not(hasKey("token")))
        .body("expires_at", notNullValue())
        .cookie("auth_token", not(emptyOrNullString()));
    assertEquals(86_400, answer.getDetailedCookie("auth_token").getMaxAge());
    assertNotEquals(cookie, answer.cookie("auth_token"));
    json()
        .cookie("auth_token", answer.cookie("auth_token"))
        .get("/api/user")
        .then()
        .statusCode(200);
  }

  @Test
  void twentyConcurrentRefreshesGetOneSuccessor() {
    Person ada = register();

    Examinations.assertHolds(new RefreshStorm(20), ada.email(), ada.password());
  }

  @Test
  void aRefreshWhoseAnswerWasLostCanBeRepeated() {
    Person ada = register();
    Response lost = StoreFaults.breaking(WRITE, StoreFaults.Side.AFTER, () -> refresh(ada.token()));
    Problems.assertProblem(lost, ErrorCode.UNAVAILABLE);

    String successor = refreshed(ada.token());

    assertValid(successor);
    assertEquals(successor, refreshed(ada.token()));
  }

  @Test
  void reuseAfterTheGracePeriodEndsTheSession() {
    Person ada = register();
    String successor = refreshed(ada.token());
    clock.advance(AFTER_THE_GRACE_PERIOD);

    Problems.assertProblem(refresh(ada.token()), ErrorCode.TOKEN_INVALID);

    Problems.assertProblem(bearer(successor).get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(bearer(ada.token()).get("/api/user"), ErrorCode.TOKEN_INVALID);
    String another = tokenOf(ada);
    Eventually.holds(
        () ->
            bearer(another)
                .get("/api/user/security-events")
                .then()
                .statusCode(200)
                .body("events.act", hasItem("token-reuse")));
  }

  @Test
  void reuseOfATokenTwoGenerationsOldEndsTheSession() {
    Person ada = register();
    String second = refreshed(ada.token());
    String third = refreshed(second);

    Problems.assertProblem(bearer(ada.token()).get("/api/user"), ErrorCode.TOKEN_INVALID);

    Problems.assertProblem(bearer(third).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void reuseDetectionKeepsOtherSessions() {
    Person ada = register();
    String other = tokenOf(ada);
    refreshed(ada.token());
    clock.advance(AFTER_THE_GRACE_PERIOD);

    Problems.assertProblem(refresh(ada.token()), ErrorCode.TOKEN_INVALID);

    assertValid(other);
  }

  @Test
  void refreshDoesNotExceedTheAbsoluteLifetime() {
    Person ada = register();
    String token = ada.token();
    for (int week = 0; week < 4; week++) {
      clock.advance(Duration.ofDays(7));
      token = refreshed(token);
    }
    assertValid(token);
    // Now 28 days old. The session ends 30 days after the login, not after the last refresh.
    clock.advance(Duration.ofDays(2));

    Problems.assertProblem(bearer(token).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  private static Response refresh(String token) {
    return bearer(token).post("/api/auth/refresh");
  }

  private static String refreshed(String token) {
    Response answer = refresh(token);
    answer.then().statusCode(200).body("expires_at", notNullValue());
    return answer.path("token");
  }

  private static void assertValid(String token) {
    bearer(token).get("/api/user").then().statusCode(is(200));
  }
}
