package io.vestibule.recovery;

import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.register;
import static io.vestibule.testing.Resets.logIn;
import static io.vestibule.testing.Resets.recoveryKey;
import static io.vestibule.testing.Resets.reset;
import static io.vestibule.testing.Resets.unlock;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of password changes, resets, unlocks, new recovery keys, wrong attempts and
 * recordings and erasures, through the routes: no recording is lost. After each step every
 * recording plays, or is locked; at the end the model's secrets unlock all of them and all play.
 * {@code AudioKeySequencesTest} does the same with longer sequences and without the routes.
 */
@QuarkusTest
class KeySequencesTest {
  private static final int STEPS = 25;

  /** A recording; its size determines what it contains. */
  private record Recording(Stored stored, String keyId, int size) {
    byte[] plain() {
      return VaultClient.bytes(size);
    }
  }

  private final List<Recording> recordings = new ArrayList<>();

  /** For each key the password that unwraps it: the current one unless the key is locked. */
  private final Map<String, String> passwordOf = new HashMap<>();

  /** For each key the recovery key that unwraps it, if there is one. */
  private final Map<String, String> recoveryOf = new HashMap<>();

  private Person ada;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void noRecordingIsLost(long seed) {
    Random choice = new Random(seed);
    ada = register();
    passwordOf.put("k1", ada.password());
    record();
    List<String> history = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      history.add(step(choice));
      assertEquals(lockedIds(), serviceLockedIds(), history::toString);
      Recording any = recordings.get(choice.nextInt(recordings.size()));
      assertPlaysOrIsLocked(any, history);
    }
    unlockAll(choice);
    recordings.forEach(recording -> assertPlays(recording, history));
  }

  private String step(Random choice) {
    return switch (choice.nextInt(10)) {
      case 0 -> record();
      case 1 -> changePassword();
      case 2, 3 -> resetWithoutRecoveryKey();
      case 4 -> resetWithRecoveryKey(choice);
      case 5 -> newRecoveryKey();
      case 6 -> unlockOne(choice);
      case 7 -> eraseARecording(choice);
      case 8 -> eraseAnotherAccount();
      default -> wrongAttempts();
    };
  }

  private String record() {
    int size = 100 + recordings.size();
    Stored stored = VaultClient.store(ada, VaultClient.bytes(size));
    String keyId =
        ada.request().get("/api/audio-file/" + stored.fileId()).path("audio_file.key_id");
    assertEquals(ada.password(), passwordOf.get(keyId), "recorded under an unlocked key");
    recordings.add(new Recording(stored, keyId, size));
    return "record " + keyId;
  }

  private String changePassword() {
    String newPassword = freshPassword();
    ada.request()
        .body(Map.of("current_password", ada.password(), "new_password", newPassword))
        .post("/api/auth/password")
        .then()
        .statusCode(204);
    unlockedIds().forEach(id -> passwordOf.put(id, newPassword));
    ada = logIn(ada, newPassword);
    return "change";
  }

  private String resetWithoutRecoveryKey() {
    String newPassword = freshPassword();
    reset(ada, newPassword, Optional.empty()).then().statusCode(200);
    String created = "k" + (passwordOf.size() + 1);
    passwordOf.put(created, newPassword);
    ada = logIn(ada, newPassword);
    return "reset, " + created;
  }

  private String resetWithRecoveryKey(Random choice) {
    if (recoveryOf.isEmpty()) {
      return "no recovery key";
    }
    String recoveryKey = pick(new ArrayList<>(new TreeSet<>(recoveryOf.values())), choice);
    String newPassword = freshPassword();
    reset(ada, newPassword, Optional.of(recoveryKey)).then().statusCode(200);
    passwordOf.replaceAll(
        (id, earlier) -> recoveryKey.equals(recoveryOf.get(id)) ? newPassword : earlier);
    ada = logIn(ada, newPassword);
    return "reset with recovery key";
  }

  /** The others, made under the same key, still play. */
  private String eraseARecording(Random choice) {
    if (recordings.size() < 2) {
      return "one recording";
    }
    Recording erased = recordings.remove(choice.nextInt(recordings.size()));
    String path = "/api/audio-file/" + erased.stored().fileId();
    ada.request().delete(path).then().statusCode(204);
    assertEquals(404, ada.request().get(path).statusCode());
    return "erase a recording of " + erased.keyId();
  }

  /** An erasure that the password does not permit, and one of somebody else. */
  private String eraseAnotherAccount() {
    Problems.assertProblem(
        ada.request().body(Map.of("password", freshPassword())).delete("/api/user"),
        ErrorCode.INVALID_PASSWORD);
    Person bob = register();
    VaultClient.store(bob, VaultClient.bytes(50));
    bob.request().body(Map.of("password", bob.password())).delete("/api/user");
    return "erase another account";
  }

  private String newRecoveryKey() {
    String recoveryKey = recoveryKey(ada);
    unlockedIds().forEach(id -> recoveryOf.put(id, recoveryKey));
    return "new recovery key";
  }

  private String unlockOne(Random choice) {
    if (lockedIds().isEmpty()) {
      return "nothing locked";
    }
    String keyId = pick(new ArrayList<>(lockedIds()), choice);
    boolean byRecovery = recoveryOf.containsKey(keyId) && choice.nextBoolean();
    Map<String, String> secretOf = byRecovery ? recoveryOf : passwordOf;
    String secret = secretOf.get(keyId);
    Response answer = unlock(ada, byRecovery ? "recovery_key" : "former_password", secret);
    answer.then().statusCode(200);
    Set<String> expected = new TreeSet<>(lockedIds());
    expected.removeIf(id -> !secret.equals(secretOf.get(id)));
    assertEquals(expected, new TreeSet<>(answer.<List<String>>path("unlocked")));
    expected.forEach(id -> passwordOf.put(id, ada.password()));
    return "unlock " + expected;
  }

  private String wrongAttempts() {
    if (!lockedIds().isEmpty()) {
      Problems.assertProblem(
          unlock(ada, "recovery_key", "B".repeat(52)), ErrorCode.RECOVERY_KEY_INVALID);
    }
    Problems.assertProblem(
        reset(ada, freshPassword(), Optional.of("B".repeat(52))), ErrorCode.RECOVERY_KEY_INVALID);
    return "wrong attempts";
  }

  private void unlockAll(Random choice) {
    while (!lockedIds().isEmpty()) {
      unlockOne(choice);
    }
    assertEquals(new TreeSet<String>(), serviceLockedIds());
  }

  private void assertPlaysOrIsLocked(Recording recording, List<String> history) {
    if (lockedIds().contains(recording.keyId())) {
      Problems.assertProblem(
          VaultClient.decrypt(ada, recording.stored().fileId()), ErrorCode.AUDIO_KEY_LOCKED);
    } else {
      assertPlays(recording, history);
    }
  }

  private void assertPlays(Recording recording, List<String> history) {
    assertArrayEquals(
        recording.plain(), VaultClient.play(ada, recording.stored().fileId()), history::toString);
  }

  private Set<String> serviceLockedIds() {
    Response session = ada.request().get("/api/auth/session");
    session.then().statusCode(200);
    return new TreeSet<>(session.<List<String>>path("locked_keys"));
  }

  private Set<String> lockedIds() {
    Set<String> locked = new TreeSet<>(passwordOf.keySet());
    locked.removeIf(id -> passwordOf.get(id).equals(ada.password()));
    return locked;
  }

  private List<String> unlockedIds() {
    return passwordOf.keySet().stream()
        .filter(id -> passwordOf.get(id).equals(ada.password()))
        .toList();
  }

  private static <T> T pick(List<T> list, Random choice) {
    assertTrue(!list.isEmpty());
    return list.get(choice.nextInt(list.size()));
  }
}
