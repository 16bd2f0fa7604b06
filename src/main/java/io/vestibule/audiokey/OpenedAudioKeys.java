package io.vestibule.audiokey;

import io.vestibule.account.StoredAccount;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.UnwrappedAudioKeys;
import io.vestibule.credential.WrappedAudioKey;
import io.vestibule.crypto.SecretBytes;
import java.util.List;
import java.util.stream.Stream;

/**
 * An account whose password was correct, and its audio keys that the password unwraps, maybe none.
 * The owner closes it, which zeroes the keys.
 */
public final class OpenedAudioKeys implements AutoCloseable {
  private final StoredAccount stored;
  private final UnwrappedAudioKeys keys;

  OpenedAudioKeys(StoredAccount stored, UnwrappedAudioKeys keys) {
    this.stored = stored;
    this.keys = keys;
  }

  StoredAccount stored() {
    return stored;
  }

  UnwrappedAudioKeys keys() {
    return keys;
  }

  AudioKeyset keyset() {
    return stored.credential().audioKeys();
  }

  boolean hasCurrent() {
    return keys.find(keyset().current().keyId()).isPresent();
  }

  /** The wrapped keys that the password does not unwrap. */
  List<WrappedAudioKey> locked() {
    return keyset().all().stream().filter(key -> keys.find(key.keyId()).isEmpty()).toList();
  }

  /** Whether the account has that key, but the password does not unwrap it. */
  public boolean isLocked(String keyId) {
    return locked().stream().anyMatch(key -> key.keyId().equals(keyId));
  }

  public boolean hasLocked() {
    return !locked().isEmpty();
  }

  /** The ids of the unwrapped keys, {@code first} before the others. */
  public List<String> candidates(String first) {
    return Stream.concat(
            Stream.of(first).filter(keys.keyIds()::contains),
            keys.keyIds().stream().filter(keyId -> !keyId.equals(first)))
        .toList();
  }

  /** An unwrapped key, which remains part of this object. */
  public SecretBytes get(String keyId) {
    return keys.find(keyId).orElseThrow();
  }

  @Override
  public void close() {
    keys.close();
  }

  @Override
  public String toString() {
    return "OpenedAudioKeys[redacted]";
  }
}
