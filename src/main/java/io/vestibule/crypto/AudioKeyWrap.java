package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Wraps a user's audio key, 32 random bytes, under a key-encryption key of 32 bytes, which comes
 * from the password ({@link PasswordHashes#deriveKey}) or is a recovery key. A wrapped key is 60
 * bytes:
 *
 * <pre>nonce(12) ‖ ciphertext(32) ‖ tag(16)</pre>
 *
 * <p>AES-256-GCM with the additional data {@link #aad}, so that clients can unwrap it themselves.
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

  /** The additional authenticated data, in UTF-8: {@code vestibule/audio-key/v1/<user_id>}. */
  public static String aad(String userId) {
    return "vestibule/audio-key/v1/" + requireNonNull(userId, "userId");
  }

  /** A new audio key. */
  public SecretBytes newAudioKey() {
    return SecretBytes.random(AUDIO_KEY_SIZE, random);
  }

  /**
   * @throws IllegalArgumentException when either key is not of 32 bytes
   */
  public byte[] wrap(SecretBytes audioKey, SecretBytes kek, String userId) {
    if (audioKey.size() != AUDIO_KEY_SIZE) {
      throw new IllegalArgumentException("audio key must be 32 bytes, was " + audioKey.size());
    }
    byte[] revealed = audioKey.reveal();
    try {
      return new Sealer(kek, random).seal(revealed, aad(userId));
    } finally {
      Arrays.fill(revealed, (byte) 0);
    }
  }

  /**
   * The audio key, or empty when altered, not of 60 bytes, of another user or under another key.
   *
   * @throws IllegalArgumentException when the key-encryption key is not of 32 bytes
   */
  public Optional<SecretBytes> unwrap(byte[] wrapped, SecretBytes kek, String userId) {
    Sealer sealer = new Sealer(kek, random);
    if (wrapped.length != WRAPPED_SIZE) {
      return Optional.empty();
    }
    return sealer.open(wrapped, aad(userId)).map(AudioKeyWrap::secret);
  }

  private static SecretBytes secret(byte[] audioKey) {
    try {
      return SecretBytes.of(audioKey);
    } finally {
      Arrays.fill(audioKey, (byte) 0);
    }
  }
}
