package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static io.vestibule.testing.Api.withCookie;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Listing and ending the sessions of a user. */
@QuarkusTest
class SessionsTest {
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource({
    "GET,    /api/auth/sessions,              none,  TOKEN_MISSING",
    "GET,    /api/auth/sessions,              ended, TOKEN_INVALID",
    "GET,    /api/auth/sessions?limit=0,      good,  INVALID_REQUEST",
    "GET,    /api/auth/sessions?limit=x,      good,  INVALID_REQUEST",
    "GET,    /api/auth/sessions?cursor=bm8,   good,  INVALID_CURSOR",
    "DELETE, /api/auth/sessions,              none,  TOKEN_MISSING",
    "DELETE, /api/auth/sessions,              ended, TOKEN_INVALID",
    "DELETE, /api/auth/sessions/unknown,      none,  TOKEN_MISSING",
    "DELETE, /api/auth/sessions/unknown,      ended, TOKEN_INVALID",
    "DELETE, /api/auth/sessions/unknown,      good,  SESSION_NOT_FOUND",
    "PUT,    /api/auth/sessions,              good,  METHOD_NOT_ALLOWED",
    "POST,   /api/auth/refresh,               ended, TOKEN_INVALID",
    "GET,    /api/user/security-events,       none,  TOKEN_MISSING",
    "GET,    /api/user/security-events,       ended, TOKEN_INVALID",
  })
  void refusedRequests(String method, String path, String token, ErrorCode expected) {
    Person ada = register();
    if (token.equals("ended")) {
      ada.request().post("/api/auth/logout").then().statusCode(204);
    }

    var request = token.equals("none") ? json() : ada.request();

    Problems.assertProblem(request.request(method, path), expected);
  }

  /** An unknown caller is not an anonymous one: otherwise the session would stay active. */
  @Test
  void aLogoutThatFailsIsReportedAsFailed() {
    Person ada = Api.register();

    Problems.assertProblem(
        StoreFaults.failing(
            () -> SdkClientException.create("injected by a test"),
            () -> ada.request().post("/api/auth/logout")),
        ErrorCode.UNAVAILABLE);

    ada.request().get("/api/auth/session").then().statusCode(200);
    ada.request().post("/api/auth/logout").then().statusCode(204);
    ada.request().get("/api/auth/session").then().statusCode(401);
  }

  @Test
  void anOverlongSessionIdIsNotFound() {
    Problems.assertProblem(
        Api.register().request().delete("/api/auth/sessions/" + "a".repeat(2_100)),
        ErrorCode.SESSION_NOT_FOUND);
  }

  @Test
  void theListShowsEachDeviceAndMarksTheCurrentOne() {
    Person ada = register();
    String second =
        json()
            .header("User-Agent", FIREFOX)
            .body(credentials(ada.email(), ada.password()))
            .post("/api/login")
            .path("token");

    Eventually.holds(
        () ->
            bearer(second)
                .get("/api/auth/sessions")
                .then()
                .statusCode(200)
                .body("sessions", hasSize(2))
                .body("sessions.current", contains(true, false))
                .body("sessions[0].device", equalTo("Firefox on Linux"))
                .body("sessions[0].session_id", notNullValue())
                .body("sessions[0].created_at", notNullValue())
                .body("sessions[0].last_seen_at", notNullValue())
                .body("sessions[0].expires_at", notNullValue())
                .body("next_cursor", nullValue()));
  }

  @Test
  void aLongListIsPaged() {
    Person ada = register();
    tokenOf(ada);
    String newest = tokenOf(ada);

    String cursor =
        bearer(newest)
            .get("/api/auth/sessions?limit=2")
            .then()
            .body("sessions", hasSize(2))
            .body("sessions.current", contains(true, false))
            .extract()
            .path("next_cursor");

    bearer(newest)
        .queryParam("cursor", cursor)
        .get("/api/auth/sessions")
        .then()
        .body("sessions", hasSize(1));
    Problems.assertProblem(
        register().request().queryParam("cursor", cursor).get("/api/auth/sessions"),
        ErrorCode.INVALID_CURSOR);
  }

  @Test
  void anExpiredSessionIsNotListed() {
    Person ada = register();
    cookieOf(ada);
    clock.advance(Duration.ofDays(2));

    ada.request().get("/api/auth/sessions").then().body("sessions", hasSize(1));
  }

  @Test
  void endsOneOtherSession() {
    Person ada = register();
    String other = tokenOf(ada);
    String id = bearer(other).get("/api/auth/session").path("session.session_id");

    ada.request().delete("/api/auth/sessions/" + id).then().statusCode(204);

    Problems.assertProblem(bearer(other).get("/api/user"), ErrorCode.TOKEN_INVALID);
    ada.request().get("/api/user").then().statusCode(200);
    Problems.assertProblem(
        ada.request().delete("/api/auth/sessions/" + id), ErrorCode.SESSION_NOT_FOUND);
  }

  @Test
  void aSessionOfAnotherUserIsNotFound() {
    Person ada = register();
    String id = ada.request().get("/api/auth/session").path("session.session_id");

    Problems.assertProblem(
        register().request().delete("/api/auth/sessions/" + id), ErrorCode.SESSION_NOT_FOUND);
    Problems.assertProblem(
        register().request().delete("/api/auth/sessions/" + UUID.randomUUID()),
        ErrorCode.SESSION_NOT_FOUND);

    ada.request().get("/api/user").then().statusCode(200);
  }

  @Test
  void endsAllOtherSessions() {
    Person ada = register();
    Person eve = register();
    String cookie = cookieOf(ada);
    String other = tokenOf(ada);

    withCookie(cookie).delete("/api/auth/sessions").then().statusCode(204);

    Problems.assertProblem(bearer(other).get("/api/user"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(ada.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    withCookie(cookie).get("/api/auth/sessions").then().body("sessions", hasSize(1));
    eve.request().get("/api/user").then().statusCode(200);
  }

  @Test
  void lastSeenIsUpdatedAfterAMinute() {
    Person ada = register();
    String begun = ada.request().get("/api/auth/sessions").path("sessions[0].last_seen_at");
    clock.advance(Duration.ofMinutes(2));

    ada.request().get("/api/user").then().statusCode(200);

    Eventually.holds(
        () ->
            ada.request()
                .get("/api/auth/sessions")
                .then()
                .body("sessions.findAll { it.last_seen_at == '" + begun + "' }", empty()));
  }
}
