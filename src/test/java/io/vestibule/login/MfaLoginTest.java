package io.vestibule.login;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountService;
import io.vestibule.account.Status;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Resets;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Logins of accounts with a second factor. */
@QuarkusTest
class MfaLoginTest {
  private static final String MFA = "/api/auth/mfa";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject MutableClock clock;
  @Inject AccountService accounts;
  @Inject Challenges challenges;

  @AfterEach
  void reset() {
    clock.reset();
  }

  /** An account whose app has an unused step now. */
  private record Protected(Person person, Authenticator app) {}

  private Protected protectedAccount() {
    Person person = Api.register();
    Authenticator app = Authenticator.of(person, clock.instant());
    clock.advance(Duration.ofSeconds(60));
    return new Protected(person, app);
  }

  private static Response logIn(String door, Person person) {
    return post(door, credentials(person.email(), person.password()));
  }

  private static String pending(Person person) {
    return logIn("/api/login", person).path("mfa_token");
  }

  private static Response prove(String token, String member, Object proof) {
    return post(MFA, Map.of("mfa_token", token, member, proof));
  }

  private String code(Protected account) {
    return account.app().code(clock.instant());
  }

  @Test
  void aPasswordAloneLearnsOnlyThatAFactorIsNeeded() {
    Protected account = protectedAccount();
    for (String door : List.of("/api/login", "/api/auth/login")) {
      Response answer = logIn(door, account.person());

      assertProblem(answer, ErrorCode.MFA_REQUIRED);
      answer
          .then()
          .body("methods", contains("totp", "recovery_code"))
          .body("mfa_token", notNullValue());
      assertNull(answer.cookie("auth_token"));
      assertNull(answer.cookie("device"));
      assertNull(answer.header("Device-Token"));
      for (String secret :
          List.of(account.person().userId(), account.person().email(), "audio_key", "vst_")) {
        assertFalse(answer.asString().contains(secret), secret);
      }
      String token = answer.path("mfa_token");
      for (String path :
          List.of("/api/user", "/api/user/mfa", "/api/auth/session", "/api/user/export")) {
        assertProblem(Api.bearer(token).get(path), ErrorCode.TOKEN_INVALID);
        assertProblem(Api.withCookie(token).get(path), ErrorCode.TOKEN_INVALID);
      }
      post(MFA + "/options", Map.of("mfa_token", token))
          .then()
          .statusCode(200)
          .body("methods", contains("totp", "recovery_code"))
          .body("public_key", equalTo(null));
    }
    assertProblem(
        post("/api/login", credentials(account.person().email(), "wrong password")),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
  }

  @Test
  void theBearerDoorAnswersAsALogin() {
    Protected account = protectedAccount();
    Instant before = clock.instant();

    Response answer = prove(pending(account.person()), "code", code(account));

    answer
        .then()
        .statusCode(200)
        .body("user_id", equalTo(account.person().userId()))
        .body("key_salt", equalTo(account.person().keySalt()))
        .body("audio_key.wrapped", notNullValue());
    assertNull(answer.cookie("auth_token"));
    assertTrue(answer.header("Device-Token").length() >= 70);
    Response session = Api.bearer(answer.path("token")).get("/api/auth/session");
    session.then().statusCode(200).body("session.amr", contains("pwd", "otp", "mfa"));
    assertFalse(Instant.parse(session.path("session.auth_time")).isBefore(before.minusSeconds(1)));
  }

  @Test
  void theCookieDoorAnswersAsALogin() {
    Protected account = protectedAccount();
    String token = logIn("/api/auth/login", account.person()).path("mfa_token");

    Response answer = prove(token, "recovery_code", account.app().recoveryCodes().get(3));

    answer
        .then()
        .statusCode(200)
        .body("message", equalTo("Login successful"))
        .body("token", equalTo(null))
        .body("api_token", notNullValue());
    assertTrue(answer.cookie("device").length() >= 70);
    Api.withCookie(answer.cookie("auth_token"))
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.amr", contains("pwd", "recovery", "mfa"));
  }

  @Test
  void aStepIsAcceptedOnce() {
    Protected account = protectedAccount();
    String code = code(account);
    String earlier = account.app().code(clock.instant().minusSeconds(30));

    prove(pending(account.person()), "code", code).then().statusCode(200);

    assertProblem(prove(pending(account.person()), "code", code), ErrorCode.MFA_CODE_INVALID);
    assertProblem(prove(pending(account.person()), "code", earlier), ErrorCode.MFA_CODE_INVALID);
    clock.advance(Duration.ofSeconds(30));
    prove(pending(account.person()), "code", code(account)).then().statusCode(200);
  }

  @Test
  void ofConcurrentUsesOfACodeOneWins() {
    Protected account = protectedAccount();
    String token = pending(account.person());
    String code = code(account);
    String recoveryCode = account.app().recoveryCodes().get(0);

    for (Map.Entry<String, String> proof :
        Map.of("code", code, "recovery_code", recoveryCode).entrySet()) {
      List<Integer> answers =
          Concurrently.run(
              4, client -> prove(token, proof.getKey(), proof.getValue()).statusCode());

      assertEquals(1, answers.stream().filter(status -> status == 200).count(), answers::toString);
      assertEquals(3, answers.stream().filter(status -> status == 401).count(), answers::toString);
    }
  }

  static Stream<Arguments> badProofs() {
    return Stream.of(
        Arguments.of("code", "000000x", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("code", "12345", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("code", 123456, ErrorCode.INVALID_REQUEST),
        Arguments.of("code", Map.of(), ErrorCode.INVALID_REQUEST),
        Arguments.of("code", "1".repeat(65), ErrorCode.INVALID_REQUEST),
        Arguments.of("recovery_code", "AAAA-AAAA-AAAA-AAAA", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("recovery_code", "AAAA", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("recovery_code", List.of("AAAA"), ErrorCode.INVALID_REQUEST),
        Arguments.of("passkey", "text", ErrorCode.INVALID_REQUEST),
        Arguments.of("password", "anything", ErrorCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @MethodSource("badProofs")
  void proofsThatAreRefused(String member, Object proof, ErrorCode expected) {
    Protected account = protectedAccount();

    assertProblem(prove(pending(account.person()), member, proof), expected);
  }

  @Test
  void twoProofsAreRefused() {
    Protected account = protectedAccount();
    Map<String, Object> body = new HashMap<>();
    body.put("mfa_token", pending(account.person()));
    body.put("code", code(account));
    body.put("recovery_code", account.app().recoveryCodes().get(0));

    assertProblem(post(MFA, body), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void codesOfAnotherAccountAreRefused() {
    Protected account = protectedAccount();
    Protected other = protectedAccount();
    String token = pending(account.person());

    assertProblem(prove(token, "code", code(other)), ErrorCode.MFA_CODE_INVALID);
    assertProblem(
        prove(token, "recovery_code", other.app().recoveryCodes().get(0)),
        ErrorCode.MFA_CODE_INVALID);
  }

  @Test
  void tokensThatAreRefused() {
    Protected account = protectedAccount();
    String token = pending(account.person());
    String altered = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);

    for (String wrong :
        List.of("x", "x".repeat(80), altered, token + "AA", account.person().token(), "a b")) {
      assertProblem(prove(wrong, "code", code(account)), ErrorCode.MFA_TOKEN_INVALID);
      assertProblem(
          post(MFA + "/options", Map.of("mfa_token", wrong)), ErrorCode.MFA_TOKEN_INVALID);
    }
    assertProblem(post(MFA, Map.of("code", code(account))), ErrorCode.INVALID_REQUEST);
    assertProblem(post(MFA, Map.of("mfa_token", 1)), ErrorCode.INVALID_REQUEST);
    assertProblem(
        Api.json()
            .header("User-Agent", "another program")
            .body(Map.of("mfa_token", token, "code", code(account)))
            .post(MFA),
        ErrorCode.MFA_TOKEN_INVALID);
    clock.advance(Duration.ofMinutes(5));
    assertProblem(prove(token, "code", code(account)), ErrorCode.MFA_TOKEN_INVALID);
  }

  @Test
  void aSuspensionBetweenTheProofsRefusesTheLogin() {
    Protected account = protectedAccount();
    String token = pending(account.person());
    accounts.setStatus(account.person().userId(), Status.SUSPENDED).await().atMost(PATIENCE);

    assertProblem(prove(token, "code", code(account)), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void aChangeOfThePasswordBetweenTheProofsEndsTheSession() {
    Protected account = protectedAccount();
    String token = pending(account.person());
    account
        .person()
        .request()
        .body(
            Map.of(
                "current_password", account.person().password(),
                "new_password", Api.freshPassword()))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    Response opened = prove(token, "code", code(account));

    if (opened.statusCode() == 200) {
      assertProblem(
          Api.bearer(opened.path("token")).get("/api/auth/session"), ErrorCode.TOKEN_INVALID);
    }
  }

  /** A right password must not forgive wrong codes, and another address must not help for long. */
  @Test
  void tenThousandGuessesAreBlocked() {
    Protected account = protectedAccount();
    String wrong = account.app().wrongCode(clock.instant());
    int looked = 0;
    for (int address = 1; address <= 12; address++) {
      for (int guess = 0; guess < 12; guess++) {
        String from = "203.0.113." + address;
        Response login =
            Api.fromAddress(from)
                .body(credentials(account.person().email(), account.person().password()))
                .post("/api/login");
        assertProblem(login, ErrorCode.MFA_REQUIRED);
        Response answer =
            Api.fromAddress(from)
                .body(Map.of("mfa_token", login.path("mfa_token"), "code", wrong))
                .post(MFA);
        if (answer.statusCode() == 429) {
          break;
        }
        assertProblem(answer, ErrorCode.MFA_CODE_INVALID);
        looked++;
      }
    }
    // A window may end in between.
    assertTrue(looked >= 50 && looked <= 100, () -> "guesses that were looked at");
    assertProblem(
        Api.fromAddress("203.0.113.99")
            .body(Map.of("mfa_token", pending(account.person()), "code", code(account)))
            .post(MFA),
        ErrorCode.TOO_MANY_ATTEMPTS);
  }

  @Test
  void aKnownDeviceIsNotLockedOutByStrangers() {
    Protected account = protectedAccount();
    String device = prove(pending(account.person()), "code", code(account)).header("Device-Token");
    clock.advance(Duration.ofSeconds(60));
    String wrong = account.app().wrongCode(clock.instant());
    String token = pending(account.person());
    for (int guess = 0; guess < 60; guess++) {
      Api.fromAddress("203.0.113." + guess)
          .body(Map.of("mfa_token", token, "code", wrong))
          .post(MFA);
    }

    Api.fromAddress("203.0.113.250")
        .header("Device-Token", device)
        .body(Map.of("mfa_token", token, "code", code(account)))
        .post(MFA)
        .then()
        .statusCode(200);
  }

  @Test
  void withoutTheFactorTheLoginIsAsBefore() {
    Protected account = protectedAccount();
    account.person().request().delete("/api/user/mfa/totp").then().statusCode(204);

    logIn("/api/login", account.person()).then().statusCode(200);
  }

  @Test
  void anUnconfirmedAppIsNotAsked() {
    Person person = Api.register();
    person.request().post("/api/user/mfa/totp").then().statusCode(201);

    logIn("/api/login", person).then().statusCode(200);
  }

  @Test
  void aResetNeedsTheFactorOfAProvenAccount() {
    Protected account = protectedAccount();
    Person person = account.person();
    verify(person);
    Map<String, String> link = Resets.link(Resets.challenge(person));
    String newPassword = Api.freshPassword();

    Response without = Resets.reset(link, newPassword, Optional.empty());
    assertProblem(without, ErrorCode.MFA_REQUIRED);
    without
        .then()
        .body("methods", contains("totp", "recovery_code"))
        .body("mfa_token", equalTo(null));
    post("/api/auth/password/reset/options", link)
        .then()
        .statusCode(200)
        .body("methods", contains("totp", "recovery_code"));
    assertProblem(
        reset(link, newPassword, Map.of("code", account.app().wrongCode(clock.instant()))),
        ErrorCode.MFA_CODE_INVALID);
    assertProblem(reset(link, newPassword, "text"), ErrorCode.INVALID_REQUEST);
    assertProblem(reset(link, newPassword, Map.of()), ErrorCode.MFA_REQUIRED);

    reset(link, newPassword, Map.of("code", code(account))).then().statusCode(200);

    assertProblem(
        post("/api/login", credentials(person.email(), newPassword)), ErrorCode.MFA_REQUIRED);
  }

  @Test
  void aResetOfAnUnprovenAccountRemovesTheFactors() {
    Protected account = protectedAccount();
    String newPassword = Api.freshPassword();
    Map<String, String> link = Resets.link(Resets.challenge(account.person()));
    post("/api/auth/password/reset/options", link).then().statusCode(200).body("methods", empty());

    Resets.reset(link, newPassword, Optional.empty()).then().statusCode(200);

    post("/api/login", credentials(account.person().email(), newPassword)).then().statusCode(200);
  }

  /** Whoever registered the address first may have set them up. */
  @Test
  void theFirstProofOfTheAddressOutsideASessionRemovesTheFactors() {
    Protected account = protectedAccount();
    Map<String, String> link = verification(account.person());

    post("/api/auth/email/verify", link).then().statusCode(200);

    logIn("/api/login", account.person()).then().statusCode(200);
  }

  @Test
  void aProofInTheSessionKeepsTheFactors() {
    Protected account = protectedAccount();
    Map<String, String> link = verification(account.person());

    account.person().request().body(link).post("/api/auth/email/verify").then().statusCode(200);

    assertProblem(logIn("/api/login", account.person()), ErrorCode.MFA_REQUIRED);
  }

  private Map<String, String> verification(Person person) {
    NewChallenge challenge =
        challenges.create(ChallengePurpose.VERIFY_EMAIL, person.userId(), person.email());
    challenges.save(challenge).await().atMost(PATIENCE);
    return Resets.link(challenge);
  }

  private static void verify(Person person) {
    Rows.users().set(person.userId(), "emailVerified", AttributeValue.fromBool(true));
  }

  private static Response reset(Map<String, String> link, String newPassword, Object mfa) {
    Map<String, Object> body = new HashMap<>(link);
    body.put("new_password", newPassword);
    body.put("mfa", mfa);
    return post("/api/auth/password/reset", body);
  }
}
