package io.vestibule.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;

/**
 * A user's audio key as register and login hand it out: wrapped, with what a client needs to unwrap
 * it (docs/audio-format.md). The salt of the KDF is {@code key_salt}, beside it in the answer.
 *
 * @param wrapped {@code nonce(12) ‖ ciphertext(32) ‖ tag(16)}, AES-256-GCM under the key-encryption
 *     key, base64url without padding
 * @param recoveryWrapped the same audio key under the recovery key; absent where there is none
 * @param aad the additional data of both, UTF-8
 * @param kdf how the key-encryption key, 32 bytes, is derived from the password in NFC, as UTF-8
 */
public record AudioKey(
    String wrapped,
    @JsonProperty("recovery_wrapped") @JsonInclude(JsonInclude.Include.NON_NULL)
        String recoveryWrapped,
    String aad,
    Kdf kdf) {

  /**
   * A key derivation function and its cost.
   *
   * @param name always {@code argon2id}
   * @param v version, always 19
   * @param m memory in KiB
   * @param t passes
   * @param p lanes
   */
  public record Kdf(String name, int v, int m, int t, int p) {}

  static AudioKey of(String userId, String wrapped, Argon2Cost cost, String recoveryWrapped) {
    Kdf kdf = new Kdf("argon2id", 19, cost.memoryKiB(), cost.iterations(), cost.parallelism());
    return new AudioKey(wrapped, recoveryWrapped, AudioKeyWrap.aad(userId), kdf);
  }

  @Override
  public String toString() {
    return "AudioKey[redacted]";
  }
}
