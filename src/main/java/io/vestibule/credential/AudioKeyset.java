package io.vestibule.credential;

import static java.util.Objects.requireNonNull;

import io.vestibule.credential.WrappedAudioKey.RecoveryWrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The wrapped audio keys of an account: the current one, under which new recordings are encrypted,
 * and older ones. A password reset without the recovery key locks the keys and adds a new current
 * one; every other change keeps them.
 *
 * @param older newest first
 */
public record AudioKeyset(WrappedAudioKey current, List<WrappedAudioKey> older) {
  /** The greatest number of keys of an account. */
  public static final int MAX_KEYS = 20;

  public AudioKeyset {
    requireNonNull(current, "current");
    older = List.copyOf(older);
    long ids =
        Stream.concat(Stream.of(current), older.stream())
            .map(WrappedAudioKey::keyId)
            .distinct()
            .count();
    if (ids != older.size() + 1) {
      throw new IllegalArgumentException("two audio keys have the same id");
    }
  }

  static AudioKeyset of(WrappedAudioKey onlyKey) {
    return new AudioKeyset(onlyKey, List.of());
  }

  /** All keys, the current one first. */
  public List<WrappedAudioKey> all() {
    return Stream.concat(Stream.of(current), older.stream()).toList();
  }

  public Optional<WrappedAudioKey> find(String keyId) {
    return all().stream().filter(key -> key.keyId().equals(keyId)).findFirst();
  }

  public List<String> keyIds() {
    return all().stream().map(WrappedAudioKey::keyId).toList();
  }

  /** The ids of the keys that the current password does not unwrap. */
  public List<String> lockedIds() {
    return all().stream().filter(WrappedAudioKey::isLocked).map(WrappedAudioKey::keyId).toList();
  }

  /** Whether the current key has a recovery key. */
  public boolean hasRecoveryKey() {
    return current.recovery() != null;
  }

  /**
   * Whether the recovery key of the current key unwraps all unlocked keys. False after a key from
   * before that recovery key was unlocked: its owner should create a new one.
   */
  public boolean isRecoveryComplete() {
    return hasRecoveryKey()
        && all().stream()
            .filter(key -> !key.isLocked())
            .allMatch(key -> current.recovery().recoveryId().equals(recoveryId(key)));
  }

  private static String recoveryId(WrappedAudioKey key) {
    return key.recovery() == null ? null : key.recovery().recoveryId();
  }

  /** Whether no key can be added. */
  public boolean isFull() {
    return older.size() + 1 >= MAX_KEYS;
  }

  /** Applies a change to every key. */
  AudioKeyset map(UnaryOperator<WrappedAudioKey> change) {
    return new AudioKeyset(change.apply(current), older.stream().map(change).toList());
  }

  /** The id of the next new key: no key of this set has had it. */
  String nextKeyId() {
    return "k" + (greatest("k", all().stream().map(WrappedAudioKey::keyId)) + 1);
  }

  /** The id of the next recovery key: none that still unwraps a key of this set has it. */
  String nextRecoveryId() {
    return "r"
        + (greatest(
                "r",
                all().stream()
                    .map(WrappedAudioKey::recovery)
                    .filter(Objects::nonNull)
                    .map(RecoveryWrap::recoveryId))
            + 1);
  }

  private static int greatest(String prefix, Stream<String> ids) {
    return ids.map(id -> id.substring(prefix.length())).mapToInt(Integer::parseInt).max().orElse(0);
  }

  /** The set with a new current key. */
  AudioKeyset add(WrappedAudioKey created) {
    return new AudioKeyset(created, all());
  }

  /** The set with an older key as the current one; the current one becomes the newest older one. */
  public AudioKeyset makeCurrent(String keyId) {
    if (current.keyId().equals(keyId)) {
      return this;
    }
    List<WrappedAudioKey> others = new ArrayList<>(all());
    WrappedAudioKey chosen = find(keyId).orElseThrow();
    others.remove(chosen);
    return new AudioKeyset(chosen, others);
  }

  /**
   * The set without its oldest locked keys that no recording names, as many as must go so that one
   * key can be added. The key with the greatest number stays, because the next id follows it.
   */
  public AudioKeyset withRoom(Set<String> usedKeyIds) {
    List<WrappedAudioKey> kept = new ArrayList<>(older);
    String newest = "k" + greatest("k", all().stream().map(WrappedAudioKey::keyId));
    Predicate<WrappedAudioKey> removable =
        key -> key.isLocked() && !usedKeyIds.contains(key.keyId()) && !key.keyId().equals(newest);
    for (int i = kept.size() - 1; i >= 0 && kept.size() + 1 >= MAX_KEYS; i--) {
      if (removable.test(kept.get(i))) {
        kept.remove(i);
      }
    }
    return new AudioKeyset(current, kept);
  }

  @Override
  public String toString() {
    return "AudioKeyset" + keyIds();
  }
}
