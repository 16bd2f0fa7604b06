package io.vestibule.audiokey;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.fromAddress;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Resets.forgotPassword;
import static io.vestibule.testing.Resets.logIn;
import static io.vestibule.testing.Resets.recoveryKey;
import static io.vestibule.testing.Resets.reset;
import static io.vestibule.testing.Resets.unlock;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code POST /api/user/audio-key/unlock}, unhappy paths first. */
@QuarkusTest
class KeyUnlockTest {
  private static final String UNLOCK = "/api/user/audio-key/unlock";
  private static final String NO_KEY = "A".repeat(52);

  @Test
  void refusedRequests() {
    Person before = register();
    Person ada = forgotPassword(before);
    Person eve = register();
    String right = ada.password();
    String former = before.password();

    Problems.assertProblem(
        post(UNLOCK, Map.of("password", right, "former_password", former)),
        ErrorCode.TOKEN_MISSING);
    refused(ada, Map.of(), ErrorCode.PASSWORD_REQUIRED);
    refused(ada, Map.of("former_password", former), ErrorCode.PASSWORD_REQUIRED);
    refused(ada, Map.of("password", right), ErrorCode.INVALID_REQUEST);
    refused(ada, Map.of("password", right, "recovery_key", " "), ErrorCode.INVALID_REQUEST);
    refused(ada, Map.of("password", right, "recovery_key", 7), ErrorCode.INVALID_REQUEST);
    refused(
        ada,
        Map.of("password", "x".repeat(1_025), "recovery_key", NO_KEY),
        ErrorCode.PASSWORD_TOO_LONG);
    refused(
        ada,
        Map.of("password", freshPassword(), "former_password", former),
        ErrorCode.INVALID_PASSWORD);
    refused(ada, Map.of("password", former, "former_password", former), ErrorCode.INVALID_PASSWORD);
    refused(
        ada,
        Map.of("password", right, "former_password", freshPassword()),
        ErrorCode.FORMER_PASSWORD_INVALID);
    refused(
        ada, Map.of("password", right, "recovery_key", "no key"), ErrorCode.RECOVERY_KEY_INVALID);
    refused(ada, Map.of("password", right, "recovery_key", NO_KEY), ErrorCode.RECOVERY_KEY_INVALID);
    refused(
        ada,
        Map.of("password", right, "recovery_key", recoveryKey(eve)),
        ErrorCode.RECOVERY_KEY_INVALID);
    assertLocked(ada, List.of("k1"));
    Eventually.holds(
        () ->
            ada.request()
                .get("/api/user/security-events")
                .then()
                .body(
                    "events.findAll { it.outcome == 'refused' }.act", hasItem("audio-key-unlock")));
  }

  @Test
  void guessesAreThrottled() {
    Person before = register();
    Person ada = forgotPassword(before);
    for (int guess = 0; guess < 10; guess++) {
      Problems.assertProblem(
          from("198.51.100.23", ada, freshPassword()), ErrorCode.FORMER_PASSWORD_INVALID);
    }

    Problems.assertProblem(
        from("198.51.100.23", ada, before.password()), ErrorCode.TOO_MANY_ATTEMPTS);
    assertLocked(ada, List.of("k1"));
  }

  @Test
  void whereNothingIsLockedNothingIsUnlocked() {
    Person ada = register();

    unlock(ada, "former_password", freshPassword())
        .then()
        .statusCode(200)
        .body("unlocked", empty());
  }

  @Test
  void theFormerPasswordUnlocksOnce() {
    Person before = register();
    byte[] key = VaultClient.audioKey(before).reveal();
    byte[] plain = VaultClient.bytes(20_000);
    Stored old = VaultClient.store(before, plain);
    Person ada = forgotPassword(before);
    Problems.assertProblem(VaultClient.decrypt(ada, old.fileId()), ErrorCode.AUDIO_KEY_LOCKED);

    unlock(ada, "former_password", before.password())
        .then()
        .statusCode(200)
        .body("unlocked", equalTo(List.of("k1")));

    assertArrayEquals(plain, VaultClient.play(ada, old.fileId()));
    assertLocked(ada, List.of());
    assertArrayEquals(key, VaultClient.audioKey(ada, "k1").reveal());
    unlock(ada, "former_password", before.password())
        .then()
        .statusCode(200)
        .body("unlocked", empty());
  }

  @Test
  void theRecoveryKeyUnlocksAndANewOneCoversAllKeys() {
    Person before = register();
    String first = recoveryKey(before);
    byte[] plain = VaultClient.bytes(100);
    Stored old = VaultClient.store(before, plain);
    Person ada = forgotPassword(before);
    String second = recoveryKey(ada);
    assertRecovery(ada, true);

    unlock(ada, "recovery_key", first.toLowerCase(Locale.ROOT).replace('-', ' '))
        .then()
        .statusCode(200)
        .body("unlocked", equalTo(List.of("k1")));

    assertRecovery(ada, false);
    String third = recoveryKey(ada);
    assertRecovery(ada, true);
    Problems.assertProblem(
        reset(ada, freshPassword(), Optional.of(second)), ErrorCode.RECOVERY_KEY_INVALID);
    String newest = freshPassword();
    reset(ada, newest, Optional.of(third))
        .then()
        .statusCode(200)
        .body("recordings", equalTo("unlocked"));
    assertArrayEquals(plain, VaultClient.play(logIn(ada, newest), old.fileId()));
  }

  @Test
  void severalResetsAreUnlockedOneAfterTheOther() {
    Person first = register();
    Stored one = VaultClient.store(first, VaultClient.bytes(10));
    Person second = forgotPassword(first);
    Stored two = VaultClient.store(second, VaultClient.bytes(20));
    Person third = forgotPassword(second);
    assertLocked(third, List.of("k2", "k1"));

    unlock(third, "former_password", first.password())
        .then()
        .body("unlocked", equalTo(List.of("k1")));
    unlock(third, "former_password", second.password())
        .then()
        .body("unlocked", equalTo(List.of("k2")));

    assertArrayEquals(VaultClient.bytes(10), VaultClient.play(third, one.fileId()));
    assertArrayEquals(VaultClient.bytes(20), VaultClient.play(third, two.fileId()));
  }

  @Test
  void aPasswordChangeRewrapsAllUnlockedKeys() {
    Person before = register();
    Stored old = VaultClient.store(before, VaultClient.bytes(10));
    Person ada = forgotPassword(before);
    Stored recent = VaultClient.store(ada, VaultClient.bytes(20));
    unlock(ada, "former_password", before.password()).then().statusCode(200);
    String newPassword = freshPassword();

    ada.request()
        .body(Map.of("current_password", ada.password(), "new_password", newPassword))
        .post("/api/auth/password")
        .then()
        .statusCode(204);

    Person changed = logIn(ada, newPassword);
    assertArrayEquals(VaultClient.bytes(10), VaultClient.play(changed, old.fileId()));
    assertArrayEquals(VaultClient.bytes(20), VaultClient.play(changed, recent.fileId()));
  }

  /** Unlock, password change and new recovery key at the same moment: nothing is lost. */
  @Test
  void concurrentChangesLoseNothing() {
    Person before = register();
    Stored old = VaultClient.store(before, VaultClient.bytes(10));
    Person ada = forgotPassword(before);
    String newPassword = freshPassword();

    List<Response> answers =
        Concurrently.run(
            3,
            number ->
                switch (number) {
                  case 0 -> unlock(ada, "former_password", before.password());
                  case 1 ->
                      ada.request()
                          .body(
                              Map.of(
                                  "current_password", ada.password(), "new_password", newPassword))
                          .post("/api/auth/password");
                  default ->
                      ada.request()
                          .body(Map.of("password", ada.password()))
                          .post("/api/user/recovery-key");
                });

    boolean changed = answers.get(1).statusCode() == 204;
    Person now = changed ? logIn(ada, newPassword) : ada;
    unlock(now, "former_password", before.password()).then().statusCode(200);
    assertArrayEquals(VaultClient.bytes(10), VaultClient.play(now, old.fileId()));
    if (answers.get(2).statusCode() == 201) {
      String newest = freshPassword();
      reset(now, newest, Optional.of(answers.get(2).path("recovery_key"))).then().statusCode(200);
      assertEquals("k2", login(logIn(now, newest)).path("audio_key.key_id"));
    }
  }

  @Test
  void aLoginNamesEveryKeyUnderEverySecret() {
    Person before = register();
    recoveryKey(before);
    Person ada = forgotPassword(before);

    login(ada)
        .then()
        .body("audio_key.key_id", equalTo("k2"))
        .body("audio_key.aad", equalTo("vestibule/audio-key/v2/k2/" + ada.userId()))
        .body(
            "audio_key.wraps.id",
            equalTo(List.of("k2:password", "k1:former-password", "k1:recovery")))
        .body("audio_key.wraps.kind", equalTo(List.of("password", "former-password", "recovery")))
        .body("audio_key.wraps.key_id", equalTo(List.of("k2", "k1", "k1")))
        .body("audio_key.wraps[1].key_salt", equalTo(before.keySalt()))
        .body("audio_key.wraps[1].aad", equalTo("vestibule/audio-key/v1/" + ada.userId()))
        .body("audio_key.wraps[2].kdf", equalTo(null));
  }

  private static Response login(Person person) {
    return post("/api/login", credentials(person.email(), person.password()));
  }

  private static void assertLocked(Person person, List<String> keyIds) {
    person
        .request()
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("locked_keys", equalTo(keyIds));
  }

  private static void assertRecovery(Person person, boolean complete) {
    person
        .request()
        .get("/api/auth/session")
        .then()
        .body("has_recovery_key", equalTo(true))
        .body("recovery_key_complete", equalTo(complete));
  }

  private static void refused(Person person, Map<String, ?> body, ErrorCode code) {
    Problems.assertProblem(person.request().body(body).post(UNLOCK), code);
  }

  private static Response from(String address, Person person, String formerPassword) {
    return fromAddress(address)
        .header("Authorization", "Bearer " + person.token())
        .body(Map.of("password", person.password(), "former_password", formerPassword))
        .post(UNLOCK);
  }
}
