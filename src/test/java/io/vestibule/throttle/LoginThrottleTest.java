package io.vestibule.throttle;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.MovableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Together;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guessing, from one place and from many. */
@QuarkusTest
class LoginThrottleTest {
  private static final AtomicInteger NETWORK = new AtomicInteger();

  @Inject MovableClock clock;

  /** An address block of its own for each test: 10.n.0.0/16. */
  private final int network = NETWORK.incrementAndGet();

  @BeforeEach
  void justAfterTheHour() {
    Instant now = clock.instant();
    clock.advance(Duration.ofSeconds(3_601 - Math.floorMod(now.getEpochSecond(), 3_600)));
  }

  @AfterEach
  void realTime() {
    clock.reset();
  }

  @Test
  void tenWrongPasswordsFromOneAddressAreLookedAt() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          logIn(address(1), ada.email(), freshPassword()), ErrorCode.INVALID_CREDENTIALS);
    }

    Response refused = logIn(address(1), ada.email(), freshPassword());

    Problems.assertProblem(refused, ErrorCode.TOO_MANY_ATTEMPTS);
    refused.then().header("Retry-After", matchesPattern("[1-9][0-9]{0,2}"));
    Problems.assertProblem(
        logIn(address(1), ada.email(), ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
    logIn(address(2), ada.email(), ada.password()).then().statusCode(200);
    clock.advance(Duration.ofMinutes(15));
    logIn(address(1), ada.email(), ada.password()).then().statusCode(200);
  }

  @Test
  void anUnknownAddressIsThrottledLikeAKnownOne() {
    String nobody = freshEmail();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          logIn(address(1), nobody, freshPassword()), ErrorCode.INVALID_CREDENTIALS);
    }

    Problems.assertProblem(logIn(address(1), nobody, freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void bothDoorsCountTogether() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      fromAddress(address(1))
          .body(credentials(ada.email(), freshPassword()))
          .post(guess % 2 == 0 ? "/api/login" : "/api/auth/login")
          .then()
          .statusCode(401);
    }

    Problems.assertProblem(
        fromAddress(address(1)).body(credentials(ada.email(), ada.password())).post("/api/login"),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void aGoodLoginForgivesTypingErrors() {
    Person ada = register();
    for (int round = 0; round < 3; round++) {
      for (int typo = 0; typo < 5; typo++) {
        logIn(address(1), ada.email(), freshPassword()).then().statusCode(401);
      }
      logIn(address(1), ada.email(), ada.password()).then().statusCode(200);
    }
  }

  @Test
  void aThousandGuessesFromManyAddressesStopAndTheOwnerStillGetsIn() {
    Person ada = register();
    String home = address(60_000);
    logIn(home, ada.email(), ada.password()).then().statusCode(200);

    int lookedAt = 0;
    int refused = 0;
    for (int guess = 0; guess < 1_000; guess++) {
      int status = logIn(address(guess), ada.email(), freshPassword()).statusCode();
      lookedAt += status == 401 ? 1 : 0;
      refused += status == 429 ? 1 : 0;
    }

    assertEquals(100, lookedAt);
    assertEquals(900, refused);
    Problems.assertProblem(
        logIn(address(1_001), ada.email(), freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
    logIn(home, ada.email(), ada.password()).then().statusCode(200);
  }

  @Test
  void aForgedHopLeftOfTheClientsOwnChangesNothing() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      logIn("203.0.113." + guess + ", " + address(1), ada.email(), freshPassword())
          .then()
          .statusCode(401);
    }

    Problems.assertProblem(
        logIn("203.0.113.99, " + address(1), ada.email(), ada.password()),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void theAddressesOfOneIpv6SubscriberAreOne() {
    Person ada = register();
    String prefix = "2001:db8:0:" + network + ":";
    for (int guess = 0; guess < 10; guess++) {
      logIn(prefix + ":" + guess, ada.email(), freshPassword()).then().statusCode(401);
    }

    Problems.assertProblem(
        logIn(prefix + "1:2:3:4", ada.email(), ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
    logIn("2001:db8:1::1", ada.email(), ada.password()).then().statusCode(200);
  }

  @Test
  void atOnceFewMoreThanTheLimitAreLookedAt() {
    Person ada = register();

    long lookedAt =
        Together.run(30, number -> logIn(address(1), ada.email(), freshPassword()).statusCode())
            .stream()
            .filter(status -> status == 401)
            .count();

    // Those that were under way when the tenth failed; the hashing pool bounds them.
    assertTrue(lookedAt >= 10, "looked at " + lookedAt);
    Problems.assertProblem(
        logIn(address(1), ada.email(), ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  private String address(int host) {
    return "10." + network + "." + host / 256 + "." + host % 256;
  }

  private static Response logIn(String address, String email, String password) {
    return fromAddress(address).body(credentials(email, password)).post("/api/auth/login");
  }
}
