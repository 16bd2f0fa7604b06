package io.vestibule.recovery;

import static io.vestibule.testing.Api.cookieOf;
import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Api.withCookie;
import static io.vestibule.testing.Resets.challenge;
import static io.vestibule.testing.Resets.forgotPassword;
import static io.vestibule.testing.Resets.link;
import static io.vestibule.testing.Resets.logIn;
import static io.vestibule.testing.Resets.recoveryKey;
import static io.vestibule.testing.Resets.reset;
import static io.vestibule.testing.Resets.unlock;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /api/auth/password/reset}, unhappy paths first. */
@QuarkusTest
class PasswordResetTest {
  private static final String RESET = "/api/auth/password/reset";
  private static final Optional<String> NO_RECOVERY_KEY = Optional.empty();

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "{},                                                        INVALID_REQUEST",
    "{'new_password':'FRESH'},                                  INVALID_REQUEST",
    "'{\"id\":\"ID\",\"secret\":\"SECRET\"}',                   INVALID_REQUEST",
    "'{\"id\":\"ID\",\"new_password\":\"FRESH\"}',              INVALID_REQUEST",
    "'{\"email\":\"EMAIL\",\"new_password\":\"FRESH\"}',        INVALID_REQUEST",
    "'{\"id\":\"ID\",\"secret\":7,\"new_password\":\"FRESH\"}', INVALID_REQUEST",
    "'{\"email\":\"x\",\"code\":\"12345678\",\"new_password\":\"FRESH\"}', INVALID_EMAIL",
    "'{\"id\":\"ID\",\"secret\":\"SECRET\",\"new_password\":\"Hush-7\"}', PASSWORD_TOO_SHORT",
    "'{\"id\":\"ID\",\"secret\":\"SECRET\",\"new_password\":\"password1\"}', PASSWORD_WELL_KNOWN",
    "'{\"id\":\"ID\",\"secret\":\"wrong\",\"new_password\":\"FRESH\"}', CHALLENGE_INVALID",
    "'{\"id\":\"wrong\",\"secret\":\"SECRET\",\"new_password\":\"FRESH\"}', CHALLENGE_INVALID",
    "'{\"email\":\"EMAIL\",\"code\":\"wrong\",\"new_password\":\"FRESH\"}', CHALLENGE_INVALID",
    "'{\"email\":\"nobody@people.example\",\"code\":\"CODE\",\"new_password\":\"FRESH\"}',"
        + " CHALLENGE_INVALID",
    "'{\"id\":\"ID\",\"secret\":\"SECRET\",\"new_password\":\"FRESH\",\"recovery_key\":\"no\"}',"
        + " RECOVERY_KEY_INVALID",
  })
  void refusedRequestsConsumeNothing(String body, ErrorCode expected) {
    Person ada = register();
    NewChallenge challenge = challenge(ada);

    Response answer =
        io.vestibule.testing.Api.json()
            .body(
                body.replace('\'', '"')
                    .replace("\"ID\"", '"' + link(challenge).get("id") + '"')
                    .replace("SECRET", link(challenge).get("secret"))
                    .replace("CODE", challenge.code())
                    .replace("EMAIL", ada.email())
                    .replace("FRESH", freshPassword()))
            .post(RESET);

    Problems.assertProblem(answer, expected);
    post("/api/login", credentials(ada.email(), ada.password())).then().statusCode(200);
    reset(link(challenge), freshPassword(), NO_RECOVERY_KEY).then().statusCode(200);
  }

  @Test
  void aLinkOrCodeWorksOnce() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    String newPassword = freshPassword();

    reset(link(challenge), newPassword, NO_RECOVERY_KEY)
        .then()
        .statusCode(200)
        .body("email", equalTo(ada.email()))
        .body("recordings", equalTo("none"));

    assertInvalid(link(challenge));
    assertInvalid(code(ada, challenge));
    Problems.assertProblem(
        post("/api/login", credentials(ada.email(), ada.password())),
        ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    logIn(ada, newPassword);
  }

  @Test
  void theCodeWorksToo() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    String newPassword = freshPassword();

    reset(code(ada, challenge), newPassword, NO_RECOVERY_KEY).then().statusCode(200);

    logIn(ada, newPassword);
    assertInvalid(link(challenge));
  }

  @Test
  void aNewerLinkVoidsTheOlderOne() {
    Person ada = register();
    NewChallenge older = challenge(ada);
    NewChallenge newer = challenge(ada);

    assertInvalid(link(older));
    reset(link(newer), freshPassword(), NO_RECOVERY_KEY).then().statusCode(200);
  }

  @Test
  void anExpiredLinkIsRefused() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    Rows.challenges()
        .set(link(challenge).get("id"), "expires_at", AttributeValue.fromN("1000000000"));

    assertInvalid(link(challenge));
  }

  @Test
  void aSecretOfSomebodyElseIsRefused() {
    Person ada = register();
    Person eve = register();
    Map<String, String> mixed = new HashMap<>(link(challenge(ada)));
    mixed.put("secret", link(challenge(eve)).get("secret"));

    assertInvalid(mixed);
  }

  @Test
  void aCodeIsVoidAfterFiveAttemptsButNotTheLink() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    String wrong = challenge.code().equals("00000000") ? "00000001" : "00000000";
    for (int attempt = 0; attempt < 5; attempt++) {
      assertInvalid(Map.of("email", ada.email(), "code", wrong));
    }

    assertInvalid(code(ada, challenge));
    reset(link(challenge), freshPassword(), NO_RECOVERY_KEY).then().statusCode(200);
  }

  @Test
  void aSuspendedAccountIsRefused() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    Rows.users().set(ada.userId(), "status", AttributeValue.fromS("suspended"));

    Problems.assertProblem(
        reset(link(challenge), freshPassword(), NO_RECOVERY_KEY), ErrorCode.ACCOUNT_SUSPENDED);

    Rows.users().set(ada.userId(), "status", AttributeValue.fromS("active"));
    reset(link(challenge), freshPassword(), NO_RECOVERY_KEY).then().statusCode(200);
  }

  @Test
  void aChangedAddressVoidsTheLink() {
    Person ada = register();
    NewChallenge challenge = challenge(ada);
    Rows.users().set(ada.userId(), "email", AttributeValue.fromS("other@people.example"));

    assertInvalid(link(challenge));
  }

  @Test
  void aResetEndsEverySessionAndVerifiesTheAddress() {
    Person ada = register();
    String cookie = cookieOf(ada);
    ada.request().get("/api/user").then().body("emailVerified", equalTo(false));

    Person again = forgotPassword(ada);

    Problems.assertProblem(ada.request().get("/api/auth/session"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(withCookie(cookie).get("/api/auth/session"), ErrorCode.TOKEN_INVALID);
    Problems.assertProblem(ada.request().post("/api/auth/refresh"), ErrorCode.TOKEN_INVALID);
    again.request().get("/api/user").then().body("emailVerified", equalTo(true));
    Eventually.holds(
        () ->
            again
                .request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem("password-reset")));
  }

  @Test
  void wrongPasswordsBeforeTheResetDoNotKeepTheOwnerOut() {
    Person ada = register();
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          post("/api/login", credentials(ada.email(), freshPassword())),
          ErrorCode.INVALID_EMAIL_OR_PASSWORD);
    }
    Problems.assertProblem(
        post("/api/login", credentials(ada.email(), ada.password())), ErrorCode.TOO_MANY_ATTEMPTS);

    forgotPassword(ada);
  }

  @Test
  void withTheRecoveryKeyRecordingsPlayAtOnce() {
    Person ada = register();
    byte[] plain = VaultClient.bytes(5_000);
    Stored old = VaultClient.store(ada, plain);
    String recoveryKey = recoveryKey(ada);
    NewChallenge challenge = challenge(ada);
    Problems.assertProblem(
        reset(link(challenge), freshPassword(), Optional.of("A".repeat(52))),
        ErrorCode.RECOVERY_KEY_INVALID);
    String newPassword = freshPassword();

    Eventually.holds(
        () -> assertEquals(1, Rows.audioFiles().where("user_id", ada.userId()).size()));
    reset(link(challenge), newPassword, Optional.of(recoveryKey))
        .then()
        .statusCode(200)
        .body("recordings", equalTo("unlocked"));

    Person again = logIn(ada, newPassword);
    assertArrayEquals(plain, VaultClient.play(again, old.fileId()));
    String third = freshPassword();
    reset(again, third, Optional.of(recoveryKey)).then().statusCode(200);
    assertArrayEquals(plain, VaultClient.play(logIn(again, third), old.fileId()));
  }

  @Test
  void withoutTheRecoveryKeyRecordingsAreLocked() {
    Person ada = register();
    VaultClient.store(ada, VaultClient.bytes(10));

    reset(ada, freshPassword(), NO_RECOVERY_KEY)
        .then()
        .statusCode(200)
        .body("recordings", equalTo("locked"));
  }

  /** The recovery key is from before an earlier reset: its key becomes the current one again. */
  @Test
  void anOldRecoveryKeyBringsItsKeyBack() {
    Person first = register();
    String recoveryKey = recoveryKey(first);
    byte[] plain = VaultClient.bytes(10);
    Stored one = VaultClient.store(first, plain);
    Person second = forgotPassword(first);
    Stored two = VaultClient.store(second, plain);
    String newPassword = freshPassword();

    reset(second, newPassword, Optional.of(recoveryKey))
        .then()
        .statusCode(200)
        .body("recordings", equalTo("locked"));

    Person third = logIn(second, newPassword);
    assertArrayEquals(plain, VaultClient.play(third, one.fileId()));
    Problems.assertProblem(VaultClient.decrypt(third, two.fileId()), ErrorCode.AUDIO_KEY_LOCKED);
    third
        .request()
        .get("/api/auth/session")
        .then()
        .body("locked_keys", equalTo(List.of("k2")))
        .body("has_recovery_key", equalTo(true));
  }

  @Test
  void aRecoveryKeyOfAnAccountWithoutOneIsRefused() {
    Person ada = register();
    String other = recoveryKey(register());

    Problems.assertProblem(
        reset(ada, freshPassword(), Optional.of(other)), ErrorCode.RECOVERY_KEY_INVALID);
  }

  /** An account without a password, as after a sign-in with an external issuer. */
  @Test
  void anAccountWithoutAPasswordGetsItsFirst() {
    Person ada = register();
    var row = new HashMap<>(Rows.users().find(ada.userId()).orElseThrow());
    List.of("password_hash", "wrapped_audio_key", "audio_key_cost").forEach(row::remove);
    Rows.users().put(row);

    Person again = forgotPassword(ada);

    again
        .request()
        .get("/api/auth/session")
        .then()
        .body("has_audio_key", equalTo(true))
        .body("locked_keys", equalTo(List.of()));
  }

  /** After a forced reset there are wrapped keys but no password. */
  @Test
  void wrappedKeysWithoutAPasswordAreKept() {
    Person ada = register();
    byte[] plain = VaultClient.bytes(10);
    Stored old = VaultClient.store(ada, plain);
    var row = new HashMap<>(Rows.users().find(ada.userId()).orElseThrow());
    row.remove("password_hash");
    Rows.users().put(row);
    Problems.assertProblem(VaultClient.decrypt(ada, old.fileId()), ErrorCode.INVALID_PASSWORD);

    Person again = forgotPassword(ada);

    unlock(again, "former_password", ada.password())
        .then()
        .body("unlocked", equalTo(List.of("k1")));
    assertArrayEquals(plain, VaultClient.play(again, old.fileId()));
  }

  private static Map<String, String> code(Person person, NewChallenge challenge) {
    return Map.of("email", person.email(), "code", challenge.code());
  }

  private static void assertInvalid(Map<String, String> proof) {
    Problems.assertProblem(
        reset(proof, freshPassword(), NO_RECOVERY_KEY), ErrorCode.CHALLENGE_INVALID);
  }
}
