package io.vestibule.servicekey;

import java.time.Instant;
import java.util.Optional;

/**
 * A service key with the hashes of its secrets: one item.
 *
 * @param hash of the current secret
 * @param oldHash of the secret from before the last rotation
 */
record StoredServiceKey(ServiceKey key, String hash, Optional<String> oldHash) {
  /** Whether it is the current secret, or the old one within the overlap of a rotation. */
  boolean accepts(ServiceKeySecret secret, Instant now) {
    return secret.hasHash(hash)
        || (key.oldSecretUntil().filter(now::isBefore).isPresent()
            && oldHash.filter(secret::hasHash).isPresent());
  }

  @Override
  public String toString() {
    return "StoredServiceKey[" + key.id() + "]";
  }
}
