package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No sequence of password changes, resets, unlocks and new recovery keys loses an audio key: after
 * each step of random sequences, every key can be unwrapped with a secret that its owner still has.
 * The owner has every password ever set and every recovery key ever shown; the model knows which of
 * them must work.
 */
class AudioKeySequencesTest {
  private static final String USER = "u";
  private static final String SALT = "00".repeat(32);
  private static final int STEPS = 400;

  private final SecureRandom random = new SecureRandom();
  private final PasswordHashing hashing =
      new PasswordHashing(
          new CheapHashes(), FirebaseConfigs.none(), random, new SimpleMeterRegistry());
  private final AudioKeys keys = new AudioKeys(hashing, random);

  /** What the owner knows. */
  private final Map<String, byte[]> contents = new HashMap<>();

  /** The password that must unwrap a key: the current one, or the one before the reset. */
  private final Map<String, Password> passwordOf = new HashMap<>();

  /** The recovery key that must unwrap a key. */
  private final Map<String, String> recoveryOf = new HashMap<>();

  private Password password;
  private AudioKeyset stored;
  private int passwords;

  @AfterEach
  void stop() {
    hashing.stop();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noKeyIsLost(long seed) {
    Random choice = new Random(seed);
    password = freshPassword();
    stored = await(keys.create(USER, SALT, password));
    remember(stored.current().keyId());
    List<String> history = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      history.add(step(choice));
      assertNothingIsLost(history);
    }
    assertTrue(contents.size() > 1, "some resets added keys");
  }

  private String step(Random choice) {
    return switch (choice.nextInt(8)) {
      case 0 -> changePassword();
      case 1 -> resetWithoutRecoveryKey(choice);
      case 2 -> resetWithRecoveryKey(choice);
      case 3 -> unlockWithRecoveryKey(choice);
      case 4, 5 -> unlockWithFormerPassword(choice);
      case 6 -> newRecoveryKey();
      default -> wrongAttempts();
    };
  }

  private String changePassword() {
    Password next = freshPassword();
    Set<String> unlocked = unlockedIds();
    stored = await(keys.rewrap(USER, SALT, stored, password, next));
    password = next;
    unlocked.forEach(id -> passwordOf.put(id, next));
    return "change";
  }

  private String resetWithoutRecoveryKey(Random choice) {
    Password next = freshPassword();
    // Recordings exist for all but one of the keys.
    Set<String> used = new HashSet<>(stored.keyIds());
    String unused = pick(stored.keyIds(), choice);
    used.remove(unused);
    AudioKeyset room = stored.isFull() ? stored.withRoom(used) : stored;
    if (room.isFull()) {
      return "reset refused";
    }
    if (room.all().size() < stored.all().size()) {
      assertTrue(room.find(unused).isEmpty());
      contents.remove(unused);
    }
    stored = await(keys.lockAndAdd(USER, SALT, room, next));
    password = next;
    remember(stored.current().keyId());
    return "reset";
  }

  private String resetWithRecoveryKey(Random choice) {
    if (recoveryOf.isEmpty()) {
      return "no recovery key";
    }
    String recoveryKey = pick(List.copyOf(new HashSet<>(recoveryOf.values())), choice);
    Password next = freshPassword();
    try (UnwrappedAudioKeys found = keys.unwrapWithRecoveryKey(USER, stored.all(), recoveryKey)) {
      assertEquals(withRecoveryKey(recoveryKey, stored.keyIds()), found.keyIds());
      if (found.isEmpty()) {
        return "reset with the recovery key of a removed key refused";
      }
      AudioKeyset chosen = stored.makeCurrent(found.keyIds().iterator().next());
      stored = await(keys.wrap(USER, SALT, chosen, found, next));
      password = next;
      found.keyIds().forEach(id -> passwordOf.put(id, next));
    }
    assertFalse(stored.current().isLocked());
    return "reset with recovery key";
  }

  private String unlockWithRecoveryKey(Random choice) {
    if (recoveryOf.isEmpty()) {
      return "no recovery key";
    }
    String recoveryKey = pick(List.copyOf(new HashSet<>(recoveryOf.values())), choice);
    try (UnwrappedAudioKeys found = keys.unwrapWithRecoveryKey(USER, locked(), recoveryKey)) {
      assertEquals(withRecoveryKey(recoveryKey, stored.lockedIds()), found.keyIds());
      unlock(found);
    }
    return "unlock with recovery key";
  }

  private String unlockWithFormerPassword(Random choice) {
    if (stored.lockedIds().isEmpty()) {
      return "nothing locked";
    }
    Password former = passwordOf.get(pick(stored.lockedIds(), choice));
    try (UnwrappedAudioKeys found = await(keys.unwrap(USER, SALT, locked(), former))) {
      assertFalse(found.isEmpty());
      unlock(found);
    }
    return "unlock with former password";
  }

  private String newRecoveryKey() {
    try (UnwrappedAudioKeys found = await(keys.unwrap(USER, SALT, stored, password))) {
      AudioKeys.Recovery recovery = keys.recovery(USER, stored, found);
      stored = recovery.keyset();
      found.keyIds().forEach(id -> recoveryOf.put(id, recovery.text()));
      assertTrue(stored.isRecoveryComplete());
    }
    return "new recovery key";
  }

  private String wrongAttempts() {
    try (UnwrappedAudioKeys found = await(keys.unwrap(USER, SALT, stored, freshPassword()))) {
      assertTrue(found.isEmpty());
    }
    try (UnwrappedAudioKeys found = await(keys.unwrap(USER, SALT, locked(), freshPassword()))) {
      assertTrue(found.isEmpty());
    }
    assertTrue(keys.unwrapWithRecoveryKey(USER, stored.all(), "A".repeat(52)).isEmpty());
    assertTrue(keys.unwrapWithRecoveryKey(USER, stored.all(), "not a key").isEmpty());
    return "wrong attempts";
  }

  private void unlock(UnwrappedAudioKeys found) {
    try (UnwrappedAudioKeys own = await(keys.unwrap(USER, SALT, stored, password))) {
      stored = await(keys.wrap(USER, SALT, stored, own.and(found), password));
    }
    found.keyIds().forEach(id -> passwordOf.put(id, password));
  }

  /** Every key is as it was, under the password and the recovery key that the model names. */
  private void assertNothingIsLost(List<String> history) {
    assertEquals(contents.keySet(), new HashSet<>(stored.keyIds()), history::toString);
    assertEquals(
        Set.copyOf(stored.lockedIds()),
        Set.copyOf(
            stored.keyIds().stream().filter(id -> !passwordOf.get(id).equals(password)).toList()),
        history::toString);
    try (UnwrappedAudioKeys own = await(keys.unwrap(USER, SALT, stored, password))) {
      assertEquals(unlockedIds(), own.keyIds(), history::toString);
      own.keyIds().forEach(id -> assertKey(id, own));
    }
    for (WrappedAudioKey key : locked()) {
      Password former = passwordOf.get(key.keyId());
      try (UnwrappedAudioKeys one = await(keys.unwrap(USER, SALT, List.of(key), former))) {
        assertKey(key.keyId(), one);
      }
    }
    for (WrappedAudioKey key : stored.all()) {
      if (recoveryOf.containsKey(key.keyId())) {
        try (UnwrappedAudioKeys one =
            keys.unwrapWithRecoveryKey(USER, List.of(key), recoveryOf.get(key.keyId()))) {
          assertKey(key.keyId(), one);
        }
      }
    }
  }

  private void assertKey(String id, UnwrappedAudioKeys unwrapped) {
    assertArrayEquals(contents.get(id), unwrapped.find(id).orElseThrow().reveal());
  }

  private void remember(String id) {
    try (UnwrappedAudioKeys own = await(keys.unwrap(USER, SALT, stored, password))) {
      SecretBytes created = own.find(id).orElseThrow();
      assertTrue(contents.put(id, created.reveal()) == null, "no id is used twice");
    }
    passwordOf.put(id, password);
    recoveryOf.remove(id);
  }

  private Set<String> withRecoveryKey(String recoveryKey, List<String> among) {
    return Set.copyOf(among.stream().filter(id -> recoveryKey.equals(recoveryOf.get(id))).toList());
  }

  private Set<String> unlockedIds() {
    Set<String> unlocked = new HashSet<>(stored.keyIds());
    stored.lockedIds().forEach(unlocked::remove);
    return unlocked;
  }

  private List<WrappedAudioKey> locked() {
    return stored.all().stream().filter(WrappedAudioKey::isLocked).toList();
  }

  private Password freshPassword() {
    return Password.of("password " + ++passwords);
  }

  private static <T> T pick(List<T> list, Random choice) {
    return list.get(choice.nextInt(list.size()));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(30));
  }
}
