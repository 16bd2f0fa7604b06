package io.vestibule.session;

import static io.restassured.RestAssured.given;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.tokenOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.SecondReplica;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one store. */
@QuarkusIntegrationTest
class ReplicasIT {
  /** Lifetime of cached session rows. */
  private static final long CACHE_SECONDS = 10;

  private static SecondReplica second;

  /** Set by Quarkus for each test, so no earlier than that. */
  private DevServicesContext services;

  @BeforeEach
  void startAnother() {
    if (second == null) {
      second = SecondReplica.start(services);
    }
  }

  @AfterAll
  static void stopIt() {
    if (second != null) {
      second.close();
    }
  }

  @Test
  void aLogoutTakesEffectOnTheOtherReplicaWithinTenSeconds() {
    Person ada = register();
    // The other replica now caches the row.
    assertEquals(200, atSecond(ada.token()));

    ada.request().post("/api/auth/logout").then().statusCode(204);

    long ended = System.nanoTime();
    assertEquals(401, ada.request().get("/api/user").statusCode());
    Eventually.within(2 * CACHE_SECONDS, () -> assertEquals(401, atSecond(ada.token())));
    double seconds = (System.nanoTime() - ended) / 1e9;
    System.out.printf("logout known on the other replica after %.1f s%n", seconds);
    assertTrue(seconds < CACHE_SECONDS + 2, () -> seconds + " s");
  }

  @Test
  void aRefreshedTokenIsValidOnTheOtherReplicaAtOnce() {
    Person ada = register();
    assertEquals(200, atSecond(ada.token()));

    String successor = ada.request().post("/api/auth/refresh").path("token");

    assertEquals(200, atSecond(successor));
    assertEquals(200, atSecond(ada.token()));
  }

  @Test
  void bothReplicasReturnTheSameSuccessor() {
    Person ada = register();

    String here = ada.request().post("/api/auth/refresh").path("token");
    Response there =
        given()
            .baseUri(second.address())
            .header("Authorization", "Bearer " + ada.token())
            .post("/api/auth/refresh");

    assertEquals(here, there.path("token"));
  }

  @Test
  void wrongPasswordsAreCountedTogether() {
    Person ada = register();
    String token = tokenOf(ada);
    for (int guess = 0; guess < 10; guess++) {
      String origin = guess % 2 == 0 ? second.address() : "";
      guess(origin, token).then().statusCode(401);
    }

    assertEquals(429, guess(second.address(), token).statusCode());
    assertEquals(429, guess("", token).statusCode());
  }

  @Test
  void aCodeThatWasUsedIsRefusedByTheOtherReplica() {
    Person ada = register();
    Authenticator app = Authenticator.of(ada, Clock.systemUTC().instant());
    // The next step, which is accepted already; the current one was used for the set-up.
    String code = app.code(Clock.systemUTC().instant().plusSeconds(30));

    assertEquals(200, secondFactor("", ada, code));

    assertEquals(401, secondFactor(second.address(), ada, code));
    assertEquals(401, secondFactor("", ada, code));
  }

  private static int secondFactor(String origin, Person person, String code) {
    Response login =
        json().body(credentials(person.email(), person.password())).post(origin + "/api/login");
    return json()
        .body(Map.of("mfa_token", login.path("mfa_token"), "code", code))
        .post(origin + "/api/auth/mfa")
        .statusCode();
  }

  private static Response guess(String origin, String token) {
    return io.vestibule.testing.Api.bearer(token)
        .body(
            java.util.Map.of(
                "current_password",
                io.vestibule.testing.Api.freshPassword(),
                "new_password",
                io.vestibule.testing.Api.freshPassword()))
        .post(origin + "/api/auth/password");
  }

  private static int atSecond(String token) {
    return given()
        .baseUri(second.address())
        .header("Authorization", "Bearer " + token)
        .get("/api/user")
        .statusCode();
  }
}
