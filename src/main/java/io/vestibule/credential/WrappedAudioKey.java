package io.vestibule.credential;

import static java.util.Objects.requireNonNull;

import io.vestibule.crypto.Argon2Cost;

/**
 * One wrapped audio key as the users table stores it.
 *
 * @param keyId {@code k1} for the account's first key, then {@code k2} and so on
 * @param wrapped wrapped under the password's key-encryption key; 60 bytes, base64url without
 *     padding
 * @param cost Argon2id cost of the key-encryption key; the configured cost may have changed since
 * @param formerSalt null if {@code wrapped} is under the current password; the key is then
 *     <em>unlocked</em>. Otherwise the key is <em>locked</em>: {@code wrapped} is under a former
 *     password, and this is the salt of its key-encryption key, in hex
 * @param recovery wrapped under a recovery key; null if there is none
 */
public record WrappedAudioKey(
    String keyId, String wrapped, Argon2Cost cost, String formerSalt, RecoveryWrap recovery) {
  public WrappedAudioKey {
    requireNonNull(keyId, "keyId");
    requireNonNull(wrapped, "wrapped");
    requireNonNull(cost, "cost");
  }

  /**
   * An audio key under a recovery key.
   *
   * @param recoveryId names the recovery key: keys that it wraps have the same id
   * @param wrapped 60 bytes, base64url without padding
   */
  public record RecoveryWrap(String recoveryId, String wrapped) {
    /** The id of the recovery key of accounts whose item names none. */
    public static final String FIRST = "r1";

    public RecoveryWrap {
      requireNonNull(recoveryId, "recoveryId");
      requireNonNull(wrapped, "wrapped");
    }

    @Override
    public String toString() {
      return "RecoveryWrap[redacted]";
    }
  }

  /** Whether only a former password or a recovery key unwraps the key. */
  public boolean isLocked() {
    return formerSalt != null;
  }

  /** The key after the password was replaced by one that does not unwrap it. */
  WrappedAudioKey lock(String salt) {
    return isLocked() ? this : new WrappedAudioKey(keyId, wrapped, cost, salt, recovery);
  }

  WrappedAudioKey underPassword(String newWrapped, Argon2Cost newCost) {
    return new WrappedAudioKey(keyId, newWrapped, newCost, null, recovery);
  }

  WrappedAudioKey withRecovery(RecoveryWrap newRecovery) {
    return new WrappedAudioKey(keyId, wrapped, cost, formerSalt, newRecovery);
  }

  @Override
  public String toString() {
    return "WrappedAudioKey[" + keyId + ", redacted]";
  }
}
