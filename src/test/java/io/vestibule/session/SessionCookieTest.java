package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.withCookie;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.RawHttp;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens count in a cookie, and what a login does with the cookie that came with it. */
@QuarkusTest
class SessionCookieTest {
  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void aTokenIsRefusedOverTheOtherTransport() {
    Person ada = register();
    String cookie = cookieOf(ada);

    Problems.assertProblem(bearer(cookie).get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(withCookie(ada.token()).get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(
        withCookie(ada.token()).post("/api/auth/refresh"), ErrorCode.TOKEN_INVALID);
    withCookie(cookie).get("/api/user").then().statusCode(200);
    ada.request().get("/api/user").then().statusCode(200);
  }

  @Test
  void ofSeveralCookiesTheValidOneCounts() {
    String good = "auth_token=" + cookieOf(register());
    String invalid = "auth_token=a.b.c";
    String empty = "auth_token=";
    String ofABearer = "auth_token=" + register().token();

    for (String header :
        List.of(
            good + "; " + invalid,
            invalid + "; " + good,
            empty + "; " + good,
            ofABearer + "; " + good,
            invalid + "; other=1; " + ofABearer + "; " + good)) {
      RawHttp.Answer answer = RawHttp.send("GET", "/api/user", Map.of("Cookie", header));
      assertEquals(200, answer.status(), answer::body);
    }
    Problems.assertProblem(
        RawHttp.send("GET", "/api/user", Map.of("Cookie", invalid + "; " + ofABearer)),
        ErrorCode.TOKEN_INVALID);
  }

  /** An outdated cookie of another path is not a copied one. */
  @Test
  void anOutdatedCookieBesideTheCurrentOneIsNoReuse() {
    String old = cookieOf(register());
    String current = withCookie(old).post("/api/auth/refresh").cookie("auth_token");
    clock.advance(Duration.ofMinutes(1));

    for (int request = 0; request < 2; request++) {
      RawHttp.Answer answer =
          RawHttp.send(
              "GET",
              "/api/user",
              Map.of("Cookie", "auth_token=" + old + "; auth_token=" + current));
      assertEquals(200, answer.status(), answer::body);
    }
  }

  @Test
  void aSecondCookieDoesNotHideTheFirstFromTheCrossSiteCheck() {
    Person ada = register();
    RawHttp.Answer answer =
        RawHttp.send(
            "PATCH",
            "/api/user",
            Map.of(
                "Cookie", "auth_token=" + cookieOf(ada) + "; auth_token=",
                "Content-Type", "application/json",
                "Sec-Fetch-Site", "cross-site"),
            "{\"name\":\"Eve\"}");

    Problems.assertProblem(answer, ErrorCode.CROSS_SITE);
  }

  @Test
  void aCookieCountsBesideBasicCredentials() {
    String cookie = cookieOf(register());

    withCookie(cookie)
        .header("Authorization", "Basic YWRhOmFkYQ==")
        .get("/api/user")
        .then()
        .statusCode(200);
    Problems.assertProblem(
        json()
            .cookie("auth_token", cookie)
            .header("Authorization", "Basic YWRhOmFkYQ==")
            .header("Sec-Fetch-Site", "cross-site")
            .body(Map.of("name", "Eve"))
            .patch("/api/user"),
        ErrorCode.CROSS_SITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"same account", "another account"})
  void aLoginEndsTheSessionOfTheCookieThatCameWithIt(String account) {
    Person ada = register();
    Person next = account.equals("same account") ? ada : register();
    String old = cookieOf(ada);

    Response answer =
        withCookie(old).body(credentials(next.email(), next.password())).post("/api/auth/login");

    answer.then().statusCode(200);
    Problems.assertProblem(withCookie(old).get("/api/user"), ErrorCode.TOKEN_INVALID);
    withCookie(answer.cookie("auth_token"))
        .get("/api/user")
        .then()
        .statusCode(200)
        .body("user_id", equalTo(next.userId()));
    ada.request().get("/api/user").then().statusCode(200);
    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem("session-end")));
  }

  @Test
  void aFailedLoginKeepsTheSession() {
    Person ada = register();
    String cookie = cookieOf(ada);

    withCookie(cookie)
        .body(credentials(ada.email(), ada.password() + "x"))
        .post("/api/auth/login")
        .then()
        .statusCode(401);

    withCookie(cookie).get("/api/user").then().statusCode(200);
  }
}
