package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Wraps a user's audio key, 32 random bytes, under a key-encryption key of 32 bytes, which is
 * derived from the password ({@link PasswordHashes#deriveKey}) or is a recovery key. A wrapped key
 * is 60 bytes:
 *
 * <pre>nonce(12) ‖ ciphertext(32) ‖ tag(16)</pre>
 *
 * <p>The format is AES-256-GCM (NIST SP 800-38D) with the additional authenticated data {@link
 * #aad}. Clients can unwrap it themselves.
 */
public final class AudioKeyWrap {

  /** The size of an audio key in bytes. */
  public static final int AUDIO_KEY_SIZE = 32;

  /** The size of a wrapped audio key in bytes. */
  public static final int WRAPPED_SIZE = AUDIO_KEY_SIZE + Sealer.OVERHEAD;

  private final SecureRandom random;

  public AudioKeyWrap(SecureRandom random) {
    this.random = requireNonNull(random, "random");
  }

  /** The id of a user's first audio key. */
  public static final String FIRST_KEY = "k1";

  /**
   * The additional authenticated data, in UTF-8: {@code vestibule/audio-key/v1/<user_id>} for the
   * first key, {@code vestibule/audio-key/v2/<key_id>/<user_id>} for later ones. No wrapped key can
   * take the place of another one.
   *
   * @param keyId contains no slash
   */
  public static String aad(String userId, String keyId) {
    requireNonNull(userId, "userId");
    return keyId.equals(FIRST_KEY)
        ? "vestibule/audio-key/v1/" + userId
        : "vestibule/audio-key/v2/" + keyId + "/" + userId;
  }

  /** A new audio key. */
  public SecretBytes newAudioKey() {
    return SecretBytes.random(AUDIO_KEY_SIZE, random);
  }

  /**
   * @throws IllegalArgumentException if either key is not 32 bytes long
   */
  public byte[] wrap(SecretBytes audioKey, SecretBytes kek, String userId, String keyId) {
    if (audioKey.size() != AUDIO_KEY_SIZE) {
      throw new IllegalArgumentException("audio key must be 32 bytes, was " + audioKey.size());
    }
    byte[] revealed = audioKey.reveal();
    try {
      return new Sealer(kek, random).seal(revealed, aad(userId, keyId));
    } finally {
      Arrays.fill(revealed, (byte) 0);
    }
  }

  /**
   * The audio key. Empty if the wrapped key was altered, is not 60 bytes long, belongs to another
   * user, has another id or was wrapped under another key.
   *
   * @throws IllegalArgumentException if the key-encryption key is not 32 bytes long
   */
  public Optional<SecretBytes> unwrap(
      byte[] wrapped, SecretBytes kek, String userId, String keyId) {
    Sealer sealer = new Sealer(kek, random);
    if (wrapped.length != WRAPPED_SIZE) {
      return Optional.empty();
    }
    return sealer.open(wrapped, aad(userId, keyId)).map(AudioKeyWrap::secret);
  }

  private static SecretBytes secret(byte[] audioKey) {
    try {
      return SecretBytes.of(audioKey);
    } finally {
      Arrays.fill(audioKey, (byte) 0);
    }
  }
}
