package io.vestibule.session;

import static io.vestibule.testing.Api.bearer;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Inactivity timeout, absolute lifetime and the number of sessions of an account. */
@QuarkusTest
@TestProfile(StrictProfile.class)
class SessionLimitsTest {
  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void aFurtherLoginEndsTheOldestSession() {
    Person ada = register();
    List<String> tokens = new ArrayList<>(List.of(ada.token()));
    for (int login = 0; login < StrictProfile.MAX_SESSIONS; login++) {
      tokens.add(tokenOf(ada));
    }

    Problems.assertProblem(bearer(tokens.get(0)).get("/api/user"), ErrorCode.TOKEN_INVALID);
    for (String token : tokens.subList(1, tokens.size())) {
      bearer(token).get("/api/user").then().statusCode(200);
    }
    assertEquals(StrictProfile.MAX_SESSIONS, Rows.sessions().where("user_id", ada.userId()).size());
  }

  @Test
  void aCookieSessionEndsWhenItIsNotUsed() {
    Person ada = register();
    String cookie = cookieOf(ada);
    clock.advance(Duration.ofMinutes(14));
    withCookie(cookie).get("/api/user").then().statusCode(200);
    clock.advance(Duration.ofMinutes(16));

    Problems.assertProblem(withCookie(cookie).get("/api/user"), ErrorCode.TOKEN_INVALID);
    ada.request().get("/api/auth/sessions").then().statusCode(200).body("sessions", hasSize(1));
    Problems.assertProblem(
        withCookie(cookie).header("Sec-Fetch-Site", "same-origin").post("/api/auth/refresh"),
        ErrorCode.TOKEN_INVALID);
  }

  @Test
  void aBearerSessionHasItsOwnAbsoluteLifetime() {
    Person ada = register();
    clock.advance(Duration.ofDays(9));
    String token = ada.request().post("/api/auth/refresh").path("token");
    bearer(token).get("/api/user").then().statusCode(200);

    clock.advance(Duration.ofDays(1));

    Problems.assertProblem(bearer(token).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  private static String cookieOf(Person person) {
    return post("/api/auth/login", credentials(person.email(), person.password()))
        .cookie("__Host-auth_token");
  }

  private static RequestSpecification withCookie(String cookie) {
    return json().cookie("__Host-auth_token", cookie);
  }
}
