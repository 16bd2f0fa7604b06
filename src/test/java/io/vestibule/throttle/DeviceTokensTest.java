package io.vestibule.throttle;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.register;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.session.StrictProfile;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A device that has logged in before is not locked out by strangers. The profile allows 6 wrong
 * passwords for an account and 3 for a device.
 */
@QuarkusTest
@TestProfile(StrictProfile.class)
class DeviceTokensTest {
  private static final AtomicInteger ADDRESS = new AtomicInteger();

  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void aDeviceLogsInFromANewAddressWhileStrangersExhaustTheLimit() {
    Person ada = register();
    String appDevice = device(app(newAddress(), ada, ada.password()));
    String browserDevice =
        browser(newAddress(), ada, ada.password()).then().extract().cookie("__Host-device");
    lockOut(ada);

    Problems.assertProblem(app(newAddress(), ada, ada.password()), ErrorCode.TOO_MANY_ATTEMPTS);
    logIn(newAddress().header(DeviceTokens.HEADER, appDevice), ada, ada.password())
        .then()
        .statusCode(200);
    Response again =
        newAddress()
            .cookie("__Host-device", browserDevice)
            .body(credentials(ada.email(), ada.password()))
            .post("/api/auth/login");
    again.then().statusCode(200).cookie("__Host-device", matchesPattern("[\\w-]{70}"));
  }

  /** Strangers that share the device's client address cannot lock it out either. */
  @Test
  void guessesFromTheSameAddressDoNotCountForTheDevice() {
    Person ada = register();
    String device = device(app(newAddress(), ada, ada.password()));
    String shared = "10.99.0.1";
    for (int guess = 0; guess < 6; guess++) {
      logIn(fromAddress(shared), ada, freshPassword()).then().statusCode(401);
    }

    logIn(fromAddress(shared).header(DeviceTokens.HEADER, device), ada, ada.password())
        .then()
        .statusCode(200);
  }

  @Test
  void aStolenDeviceTokenAllowsOnlyTheGuessesOfOneDevice() {
    Person ada = register();
    String stolen = device(app(newAddress(), ada, ada.password()));
    String other = device(app(newAddress(), ada, ada.password()));
    lockOut(ada);

    for (int guess = 0; guess < 3; guess++) {
      logIn(newAddress().header(DeviceTokens.HEADER, stolen), ada, freshPassword())
          .then()
          .statusCode(401);
    }
    Problems.assertProblem(
        logIn(newAddress().header(DeviceTokens.HEADER, stolen), ada, freshPassword()),
        ErrorCode.TOO_MANY_ATTEMPTS);

    logIn(newAddress().header(DeviceTokens.HEADER, other), ada, ada.password())
        .then()
        .statusCode(200);
  }

  @Test
  void guessesOfADeviceDoNotCountForTheAccount() {
    Person ada = register();
    String device = device(app(newAddress(), ada, ada.password()));
    for (int guess = 0; guess < 3; guess++) {
      logIn(newAddress().header(DeviceTokens.HEADER, device), ada, freshPassword())
          .then()
          .statusCode(401);
    }

    for (int guess = 0; guess < 6; guess++) {
      logIn(newAddress(), ada, freshPassword()).then().statusCode(401);
    }
    Problems.assertProblem(logIn(newAddress(), ada, freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"another account's", "altered", "expired", "nonsense"})
  void anInvalidDeviceTokenIsIgnored(String kind) {
    Person ada = register();
    Person eve = register();
    String mine = device(app(newAddress(), ada, ada.password()));
    String foreign = device(app(newAddress(), eve, eve.password()));
    lockOut(ada);
    String token =
        switch (kind) {
          case "another account's" -> foreign;
          case "altered" -> (mine.startsWith("A") ? "B" : "A") + mine.substring(1);
          case "nonsense" -> "x.y.%00;\u00e9";
          default -> mine;
        };
    if (kind.equals("expired")) {
      clock.advance(Duration.ofDays(181));
    }

    Problems.assertProblem(
        logIn(newAddress().header(DeviceTokens.HEADER, token), ada, ada.password()),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  /** Several people may use one browser. */
  @Test
  void aDeviceKeepsTheTokensOfFourAccounts() {
    List<Person> people = List.of(register(), register(), register(), register(), register());
    String device = "";
    for (Person person : people) {
      device =
          device(
              logIn(newAddress().header(DeviceTokens.HEADER, device), person, person.password()));
    }

    assertTrue(device.matches("[\\w-]{70}(\\.[\\w-]{70}){3}"), device);
    Person second = people.get(1);
    lockOut(second);
    logIn(newAddress().header(DeviceTokens.HEADER, device), second, second.password())
        .then()
        .statusCode(200);
    Person first = people.get(0);
    lockOut(first);
    Problems.assertProblem(
        logIn(newAddress().header(DeviceTokens.HEADER, device), first, first.password()),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void aFailedLoginGivesNoDeviceToken() {
    Person ada = register();
    Response refused = logIn(newAddress(), ada, freshPassword());

    assertEquals(null, refused.header(DeviceTokens.HEADER));
    assertNotEquals(200, refused.statusCode());
  }

  private static void lockOut(Person person) {
    for (int guess = 0; guess < 6; guess++) {
      logIn(newAddress(), person, freshPassword()).then().statusCode(401);
    }
    Problems.assertProblem(
        logIn(newAddress(), person, freshPassword()), ErrorCode.TOO_MANY_ATTEMPTS);
  }

  private static RequestSpecification newAddress() {
    int number = ADDRESS.incrementAndGet();
    return fromAddress("10.98." + number / 256 + "." + number % 256);
  }

  private static String device(Response answer) {
    answer.then().statusCode(200).header(DeviceTokens.HEADER, matchesPattern("[\\w.-]{70,}"));
    return answer.header(DeviceTokens.HEADER);
  }

  private static Response app(RequestSpecification client, Person person, String password) {
    return logIn(client, person, password);
  }

  private static Response browser(RequestSpecification client, Person person, String password) {
    return client.body(credentials(person.email(), password)).post("/api/auth/login");
  }

  private static Response logIn(RequestSpecification client, Person person, String password) {
    return client.body(credentials(person.email(), password)).post("/api/login");
  }
}
