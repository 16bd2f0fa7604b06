package io.vestibule.account;

import static java.util.Objects.requireNonNull;

import io.vestibule.crypto.Argon2Cost;

/**
 * An audio key as the user's row keeps it.
 *
 * @param wrapped under the password's key-encryption key; 60 bytes, base64url without padding
 * @param cost of the Argon2id that made the key-encryption key: it may have been configured since
 * @param recoveryWrapped under the recovery key, in the same form; null where none was asked for
 */
record WrappedAudioKey(String wrapped, Argon2Cost cost, String recoveryWrapped) {
  WrappedAudioKey {
    requireNonNull(wrapped, "wrapped");
    requireNonNull(cost, "cost");
  }

  /** What the owner's client needs in order to unwrap it. */
  AudioKey of(String userId) {
    return AudioKey.of(userId, wrapped, cost, recoveryWrapped);
  }

  @Override
  public String toString() {
    return "WrappedAudioKey[redacted]";
  }
}
