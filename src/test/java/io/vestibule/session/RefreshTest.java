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
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MovableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.Together;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A token, its successor, and what becomes of one that was copied. */
@QuarkusTest
class RefreshTest {
  private static final Duration PAST_THE_GRACE = Duration.ofSeconds(31);

  /** The calls before it read the session, the account and the session's row. */
  private static final int WRITE = 4;

  @Inject MovableClock clock;

  @AfterEach
  void realTime() {
    clock.reset();
  }

  @Test
  void withoutATokenThereIsNothingToRefresh() {
    Problems.assertProblem(json().post("/api/auth/refresh"), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void anEndedSessionIsNotRefreshed() {
    Person ada = register();
    ada.request().post("/api/auth/logout").then().statusCode(204);

    Problems.assertProblem(refresh(ada.token()), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void aBearerGetsItsSuccessorAndBothAreGoodForTheGrace() {
    Person ada = register();

    String successor = refreshed(ada.token());

    assertNotEquals(ada.token(), successor);
    assertGood(successor);
    assertGood(ada.token());
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
  void twentyTabsGetOneSuccessorAndNobodyIsLoggedOut() {
    Person ada = register();

    List<Response> answers = Together.run(20, number -> refresh(ada.token()));

    assertEquals(
        Set.of(200), answers.stream().map(Response::statusCode).collect(Collectors.toSet()));
    Set<String> successors =
        answers.stream().map(answer -> answer.<String>path("token")).collect(Collectors.toSet());
    assertEquals(1, successors.size());
    assertGood(successors.iterator().next());
    assertGood(ada.token());
  }

  @Test
  void whoDidNotHearTheAnswerAsksAgainAndGetsIt() {
    Person ada = register();
    Response lost = StoreFaults.breaking(WRITE, StoreFaults.Side.AFTER, () -> refresh(ada.token()));
    Problems.assertProblem(lost, ErrorCode.UNAVAILABLE);

    String successor = refreshed(ada.token());

    assertGood(successor);
    assertEquals(successor, refreshed(ada.token()));
  }

  @Test
  void aTokenPastTheGraceEndsTheSessionForThiefAndOwner() {
    Person ada = register();
    String successor = refreshed(ada.token());
    clock.advance(PAST_THE_GRACE);

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
  void theGrandparentOfATokenEndsTheSessionEvenWithinTheGrace() {
    Person ada = register();
    String second = refreshed(ada.token());
    String third = refreshed(second);

    Problems.assertProblem(bearer(ada.token()).get("/api/user"), ErrorCode.TOKEN_INVALID);

    Problems.assertProblem(bearer(third).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void theOwnersOtherSessionsSurviveATheft() {
    Person ada = register();
    String other = tokenOf(ada);
    refreshed(ada.token());
    clock.advance(PAST_THE_GRACE);

    Problems.assertProblem(refresh(ada.token()), ErrorCode.TOKEN_INVALID);

    assertGood(other);
  }

  @Test
  void aSessionIsProlongedButNotForEver() {
    Person ada = register();
    String token = ada.token();
    for (int month = 0; month < 6; month++) {
      clock.advance(Duration.ofDays(29));
      token = refreshed(token);
    }
    assertGood(token);
    // 174 days old; it ends after 180, not 30 days from its last refresh.
    clock.advance(Duration.ofDays(7));

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

  private static void assertGood(String token) {
    bearer(token).get("/api/user").then().statusCode(is(200));
  }
}
