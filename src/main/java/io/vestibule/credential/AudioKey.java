package io.vestibule.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.crypto.Argon2Cost;
import io.vestibule.crypto.AudioKeyWrap;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user's wrapped audio keys as sign-up and login return them, with the parameters that a client
 * needs to unwrap them (docs/audio-format.md). The salt of the KDF is the member {@code key_salt}
 * of the same response. {@code wrapped}, {@code aad}, {@code kdf} and {@code recovery_wrapped} are
 * those of the current key; {@code wraps} has all keys.
 *
 * @param keyId id of the current key, under which new recordings are encrypted
 * @param wrapped {@code nonce(12) ‖ ciphertext(32) ‖ tag(16)}, AES-256-GCM under the key-encryption
 *     key, base64url without padding
 * @param recoveryWrapped the same audio key under the recovery key; absent if there is none
 * @param aad the additional authenticated data of both, UTF-8
 * @param kdf derives the 32-byte key-encryption key from the UTF-8 bytes of the password in NFC
 * @param wraps each key under each secret that unwraps it
 */
public record AudioKey(
    @JsonProperty("key_id") @Schema(examples = "k1") String keyId,
    String wrapped,
    @JsonProperty("recovery_wrapped")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(nullable = true)
        String recoveryWrapped,
    String aad,
    Kdf kdf,
    List<Wrap> wraps) {

  /**
   * A key derivation function and its cost.
   *
   * @param name always {@code argon2id}
   * @param v version, always 19
   * @param m memory in KiB
   * @param t passes
   * @param p lanes
   */
  @Schema(name = "KeyDerivation")
  public record Kdf(String name, int v, int m, int t, int p) {
    static Kdf of(Argon2Cost cost) {
      return new Kdf("argon2id", 19, cost.memoryKiB(), cost.iterations(), cost.parallelism());
    }
  }

  /**
   * One audio key under one secret.
   *
   * @param id unique in the account
   * @param kind {@code password}: the current password; {@code former-password}: the password
   *     before a reset; {@code recovery}: the recovery key; {@code passkey}: the PRF output of a
   *     passkey
   * @param kdf absent for a recovery key, whose bytes are the key-encryption key, and for a passkey
   * @param keySalt salt of the KDF, in hex; only for {@code former-password}
   * @param passkeyId the credential id; only for {@code passkey}
   * @param prfSalt the input of the PRF, base64url; only for {@code passkey}
   */
  @Schema(name = "AudioKeyWrap")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Wrap(
      @Schema(examples = "k1:password") String id,
      @Schema(enumeration = {"password", "recovery", "former-password", "passkey"}) String kind,
      @JsonProperty("key_id") @Schema(examples = "k1") String keyId,
      String wrapped,
      String aad,
      @Schema(nullable = true) Kdf kdf,
      @JsonProperty("key_salt") @Schema(nullable = true) String keySalt,
      @JsonProperty("passkey_id") @Schema(nullable = true) String passkeyId,
      @JsonProperty("prf_salt") @Schema(nullable = true) String prfSalt) {
    static Wrap password(WrappedAudioKey key, String aad) {
      String kind = key.isLocked() ? "former-password" : "password";
      return new Wrap(
          key.keyId() + ":" + kind,
          kind,
          key.keyId(),
          key.wrapped(),
          aad,
          Kdf.of(key.cost()),
          key.formerSalt(),
          null,
          null);
    }

    static Wrap recovery(WrappedAudioKey key, String aad) {
      return new Wrap(
          key.keyId() + ":recovery",
          "recovery",
          key.keyId(),
          key.recovery().wrapped(),
          aad,
          null,
          null,
          null,
          null);
    }

    /** A key under the PRF output of a passkey, as the client has stored it. */
    public static Wrap passkey(
        String passkeyId, String keyId, String wrapped, String aad, String prfSalt) {
      return new Wrap(
          keyId + ":passkey:" + passkeyId,
          "passkey",
          keyId,
          wrapped,
          aad,
          null,
          null,
          passkeyId,
          prfSalt);
    }

    @Override
    public String toString() {
      return "Wrap[" + id + ", redacted]";
    }
  }

  /** The keys in the form in which login returns them. */
  public static AudioKey of(String userId, AudioKeyset keyset) {
    return of(userId, keyset, List.of());
  }

  /**
   * The same with further wraps.
   *
   * @param further wraps of keys of {@code keyset}
   */
  public static AudioKey of(String userId, AudioKeyset keyset, List<Wrap> further) {
    WrappedAudioKey current = keyset.current();
    List<Wrap> wraps = new ArrayList<>();
    for (WrappedAudioKey key : keyset.all()) {
      String aad = AudioKeyWrap.aad(userId, key.keyId());
      wraps.add(Wrap.password(key, aad));
      if (key.recovery() != null) {
        wraps.add(Wrap.recovery(key, aad));
      }
    }
    wraps.addAll(further);
    return new AudioKey(
        current.keyId(),
        current.wrapped(),
        current.recovery() == null ? null : current.recovery().wrapped(),
        AudioKeyWrap.aad(userId, current.keyId()),
        Kdf.of(current.cost()),
        List.copyOf(wraps));
  }

  @Override
  public String toString() {
    return "AudioKey[redacted]";
  }
}
