package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.credential.WrappedAudioKey.RecoveryWrap;
import io.vestibule.crypto.Argon2Cost;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AudioKeysetTest {
  private static final Argon2Cost COST = new Argon2Cost(8, 1, 1);

  @Test
  void twoKeysCannotHaveTheSameId() {
    assertThrows(
        IllegalArgumentException.class, () -> new AudioKeyset(key("k1"), List.of(key("k1"))));
  }

  @Test
  void newKeysGetTheNextIdEvenIfAnOlderKeyIsCurrent() {
    AudioKeyset one = AudioKeyset.of(key("k1"));
    assertEquals("k2", one.nextKeyId());
    AudioKeyset three = one.add(key("k2")).add(key("k3"));
    assertEquals(List.of("k3", "k2", "k1"), three.keyIds());

    AudioKeyset first = three.makeCurrent("k1");

    assertEquals(List.of("k1", "k3", "k2"), first.keyIds());
    assertEquals("k4", first.nextKeyId());
    assertSame(first, first.makeCurrent("k1"));
  }

  @Test
  void lockedKeysAreThoseWithAFormerPassword() {
    AudioKeyset keyset = AudioKeyset.of(key("k1")).map(key -> key.lock("aa")).add(key("k2"));

    assertEquals(List.of("k1"), keyset.lockedIds());
    assertEquals("aa", keyset.find("k1").orElseThrow().formerSalt());
    assertEquals("aa", keyset.find("k1").orElseThrow().lock("bb").formerSalt());
  }

  @Test
  void aRecoveryKeyIsCompleteIfItUnwrapsEveryUnlockedKey() {
    AudioKeyset none = AudioKeyset.of(key("k1"));
    assertFalse(none.hasRecoveryKey());
    assertFalse(none.isRecoveryComplete());
    assertEquals("r1", none.nextRecoveryId());

    AudioKeyset first = AudioKeyset.of(recoverable("k1", "r1"));
    assertTrue(first.isRecoveryComplete());
    assertEquals("r2", first.nextRecoveryId());

    AudioKeyset locked = first.map(key -> key.lock("aa")).add(recoverable("k2", "r2"));
    assertTrue(locked.isRecoveryComplete());
    AudioKeyset unlocked = locked.map(key -> key.underPassword("w", COST));
    assertTrue(unlocked.hasRecoveryKey());
    assertFalse(unlocked.isRecoveryComplete());
  }

  @Test
  void roomIsMadeByTheOldestLockedKeysWithoutRecordings() {
    AudioKeyset full = full();
    assertTrue(full.isFull());
    assertSame(AudioKeyset.MAX_KEYS, full.all().size());

    AudioKeyset room = full.withRoom(Set.of("k1", "k2", "k4"));

    assertFalse(room.isFull());
    assertEquals(full.keyIds().stream().filter(id -> !id.equals("k3")).toList(), room.keyIds());
  }

  @Test
  void aKeyWithRecordingsIsNeverRemoved() {
    AudioKeyset full = full();

    assertEquals(full, full.withRoom(Set.copyOf(full.keyIds())));
  }

  @Test
  void anUnlockedKeyIsNeverRemoved() {
    AudioKeyset unlocked = full().map(key -> key.underPassword("w", COST));

    assertEquals(unlocked, unlocked.withRoom(Set.of()));
  }

  @Test
  void theNewestKeyStaysSoThatNoIdIsUsedTwice() {
    AudioKeyset full = full().makeCurrent("k1");
    Set<String> used = Set.copyOf(full.keyIds().stream().filter(id -> !id.equals("k20")).toList());

    assertTrue(full.withRoom(used).isFull());
  }

  @Test
  void printsIdsOnly() {
    assertEquals("AudioKeyset[k1]", AudioKeyset.of(recoverable("k1", "r1")).toString());
    assertEquals("WrappedAudioKey[k1, redacted]", key("k1").toString());
  }

  private static AudioKeyset full() {
    AudioKeyset keyset = AudioKeyset.of(key("k1").lock("aa"));
    for (String id :
        IntStream.rangeClosed(2, AudioKeyset.MAX_KEYS).mapToObj(i -> "k" + i).toList()) {
      keyset = keyset.add(key(id).lock("aa"));
    }
    return keyset;
  }

  private static WrappedAudioKey key(String id) {
    return new WrappedAudioKey(id, "wrapped-" + id, COST, null, null);
  }

  private static WrappedAudioKey recoverable(String id, String recoveryId) {
    return key(id).withRecovery(new RecoveryWrap(recoveryId, "recovery-" + id));
  }
}
