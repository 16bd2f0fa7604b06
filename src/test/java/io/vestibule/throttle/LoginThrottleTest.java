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
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Password guesses from one client address and from many. */
@QuarkusTest
class LoginThrottleTest {
  private static final AtomicInteger NETWORK = new AtomicInteger();

  @Inject MutableClock clock;

  /** An address block for each test: 10.n.0.0/16. */
  private final int network = NETWORK.incrementAndGet();

  @BeforeEach
  void justAfterTheHour() {
    Instant now = clock.instant();
    clock.advance(Duration.ofSeconds(3_601 - Math.floorMod(now.getEpochSecond(), 3_600)));
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void tenWrongPasswordsFromOneAddressAreChecked() {
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
    String unknown = freshEmail();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          logIn(address(1), unknown, freshPassword()), ErrorCode.INVALID_CREDENTIALS);
    }

    Problems.assertProblem(
        logIn(address(1), unknown, freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void bothLoginRoutesShareTheCounters() {
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
  void aSuccessfulLoginResetsTheCounter() {
    Person ada = register();
    for (int round = 0; round < 3; round++) {
      for (int typo = 0; typo < 5; typo++) {
        logIn(address(1), ada.email(), freshPassword()).then().statusCode(401);
      }
      logIn(address(1), ada.email(), ada.password()).then().statusCode(200);
    }
  }

  @Test
  void guessesFromManyAddressesAreLimitedAndDoNotLockOutTheOwner() {
    Person ada = register();
    String home = address(60_000);
    logIn(home, ada.email(), ada.password()).then().statusCode(200);

    int checked = 0;
    int refused = 0;
    for (int guess = 0; guess < 1_000; guess++) {
      int status = logIn(address(guess), ada.email(), freshPassword()).statusCode();
      checked += status == 401 ? 1 : 0;
      refused += status == 429 ? 1 : 0;
    }

    assertEquals(100, checked);
    assertEquals(900, refused);
    Problems.assertProblem(
        logIn(address(1_001), ada.email(), freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
    logIn(home, ada.email(), ada.password()).then().statusCode(200);
  }

  @Test
  void forgedForwardedAddressesAreIgnored() {
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
  void theAddressesOfAnIpv6NetworkCountAsOne() {
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
  void ofConcurrentGuessesNoMoreThanTheLimitAreChecked() {
    Person ada = register();

    List<Integer> statuses =
        Concurrently.run(
            30, number -> logIn(address(1), ada.email(), freshPassword()).statusCode());

    assertEquals(10, count(statuses, 401), statuses::toString);
    assertEquals(20, count(statuses, 429), statuses::toString);
    Problems.assertProblem(
        logIn(address(1), ada.email(), ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  /** Refused guesses never reach the hashing queue, so it has room for everybody else. */
  @Test
  void aFloodOfGuessesDoesNotKeepOthersFromLoggingIn() {
    Person ada = register();
    List<Person> others = Stream.generate(Api::register).limit(10).toList();

    List<Integer> statuses =
        Concurrently.run(
            250,
            number ->
                number < 240
                    ? logIn(address(1), ada.email(), freshPassword()).statusCode()
                    : logIn(
                            address(number),
                            others.get(number - 240).email(),
                            others.get(number - 240).password())
                        .statusCode());

    List<Integer> guesses = statuses.subList(0, 240);
    assertTrue(count(guesses, 401) <= 10, guesses::toString);
    assertEquals(240, count(guesses, 401) + count(guesses, 429), guesses::toString);
    assertEquals(10, count(statuses.subList(240, 250), 200), statuses::toString);
  }

  /** The client closes the connection while its guess is in progress. */
  @Test
  void aGuessWhoseConnectionIsClosedIsCounted() throws Exception {
    Person ada = register();
    for (int guess = 0; guess < 30; guess++) {
      sendAndClose(address(1), ada.email(), freshPassword(), guess);
    }
    Thread.sleep(2_000);

    Problems.assertProblem(
        logIn(address(1), ada.email(), freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void theRightPasswordOfASuspendedAccountIsNotCounted() {
    Person ada = register();
    Rows.users().set(ada.userId(), "status", AttributeValue.fromS("suspended"));
    for (int attempt = 0; attempt < 11; attempt++) {
      Problems.assertProblem(
          logIn(address(1), ada.email(), ada.password()), ErrorCode.ACCOUNT_SUSPENDED);
    }
  }

  /** The write of the login fails, after the password was found to be right. */
  @Test
  void anAttemptThatFailsForAnotherReasonIsNotCounted() {
    Person ada = register();
    for (int attempt = 0; attempt < 12; attempt++) {
      Problems.assertProblem(
          StoreFaults.breaking(
              7, StoreFaults.Side.BEFORE, () -> logIn(address(1), ada.email(), ada.password())),
          ErrorCode.UNAVAILABLE);
    }

    logIn(address(1), ada.email(), ada.password()).then().statusCode(200);
  }

  private static void sendAndClose(String address, String email, String password, int millis)
      throws Exception {
    byte[] body =
        "{\"email\":\"%s\",\"password\":\"%s\"}"
            .formatted(email, password)
            .getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST /api/login HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        X-Forwarded-For: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(address, body.length);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      Thread.sleep(millis);
    }
  }

  private static long count(List<Integer> statuses, int status) {
    return statuses.stream().filter(found -> found == status).count();
  }

  private String address(int host) {
    return "10." + network + "." + host / 256 + "." + host % 256;
  }

  private static Response logIn(String address, String email, String password) {
    return fromAddress(address).body(credentials(email, password)).post("/api/auth/login");
  }
}
