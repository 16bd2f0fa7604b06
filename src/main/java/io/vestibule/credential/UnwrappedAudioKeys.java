package io.vestibule.credential;

import io.vestibule.crypto.SecretBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Audio keys of an account in plaintext, by id. The owner closes it, which zeroes them. */
public final class UnwrappedAudioKeys implements AutoCloseable {
  private final Map<String, SecretBytes> keys;

  private UnwrappedAudioKeys(Map<String, SecretBytes> keys) {
    this.keys = keys;
  }

  static UnwrappedAudioKeys none() {
    return new UnwrappedAudioKeys(Map.of());
  }

  static UnwrappedAudioKeys of(Map<String, SecretBytes> keys) {
    return new UnwrappedAudioKeys(new LinkedHashMap<>(keys));
  }

  /** Both; each key of {@code other} belongs to the result from now on. */
  public UnwrappedAudioKeys and(UnwrappedAudioKeys other) {
    Map<String, SecretBytes> all = new LinkedHashMap<>(keys);
    all.putAll(other.keys);
    return new UnwrappedAudioKeys(all);
  }

  /** The key, which remains part of this object. */
  public Optional<SecretBytes> find(String keyId) {
    return Optional.ofNullable(keys.get(keyId));
  }

  /** The ids, in the order of the keyset. */
  public Set<String> keyIds() {
    return keys.keySet();
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Zeroes the keys. Idempotent. */
  @Override
  public void close() {
    keys.values().forEach(SecretBytes::close);
  }

  @Override
  public String toString() {
    return "UnwrappedAudioKeys" + keys.keySet();
  }
}
