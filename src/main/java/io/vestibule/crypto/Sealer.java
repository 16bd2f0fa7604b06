package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals short texts with AES-256-GCM (NIST SP 800-38D), bound to a purpose as additional data: what
 * was sealed for one purpose does not open for another. A sealed text is
 *
 * <pre>nonce(12) ‖ ciphertext(as long as the plaintext) ‖ tag(16)</pre>
 *
 * <p>Of several keys the first one seals, and each opens what it sealed: so keys can be changed.
 *
 * <p>Nonces are random: one key may seal 2^32 texts (section 8.3). Safe for concurrent use.
 */
public final class Sealer {

  /** The size of a key in bytes. */
  public static final int KEY_SIZE = 32;

  /** By how many bytes a sealed text is longer than its plaintext. */
  public static final int OVERHEAD = 12 + 16;

  private static final int NONCE_SIZE = 12;

  private static final int TAG_BITS = 128;

  private final List<SecretKeySpec> keys;
  private final SecureRandom random;

  /**
   * Takes a copy of the key.
   *
   * @throws IllegalArgumentException when the key is not of 32 bytes
   */
  public Sealer(SecretBytes key, SecureRandom random) {
    this(List.of(key), random);
  }

  /**
   * Takes copies of the keys.
   *
   * @param keys the one that seals, then those that only open
   * @throws IllegalArgumentException when there is none, or one is not of 32 bytes
   */
  public Sealer(List<SecretBytes> keys, SecureRandom random) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key to seal with");
    }
    this.keys = keys.stream().map(Sealer::copy).toList();
    this.random = requireNonNull(random, "random");
  }

  private static SecretKeySpec copy(SecretBytes key) {
    if (key.size() != KEY_SIZE) {
      throw new IllegalArgumentException("key must be 32 bytes, was " + key.size());
    }
    byte[] revealed = key.reveal();
    try {
      return new SecretKeySpec(revealed, "AES");
    } finally {
      Arrays.fill(revealed, (byte) 0);
    }
  }

  /** Seals under a fresh nonce. */
  public byte[] seal(byte[] plain, String purpose) {
    byte[] nonce = new byte[NONCE_SIZE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, purpose);
      byte[] sealed = Arrays.copyOf(nonce, Math.addExact(plain.length, OVERHEAD));
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE_SIZE);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM cannot seal", impossible);
    }
  }

  /** The plaintext, or empty when altered, too short, of another key or of another purpose. */
  public Optional<byte[]> open(byte[] sealed, String purpose) {
    return keys.stream().flatMap(key -> open(key, sealed, purpose).stream()).findFirst();
  }

  /** Whether the key that seals now is not the one that sealed this. */
  public boolean isOutdated(byte[] sealed, String purpose) {
    return open(keys.get(0), sealed, purpose).isEmpty();
  }

  private static Optional<byte[]> open(SecretKeySpec key, byte[] sealed, String purpose) {
    if (sealed.length < OVERHEAD) {
      return Optional.empty();
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE_SIZE), purpose);
      return Optional.of(cipher.doFinal(sealed, NONCE_SIZE, sealed.length - NONCE_SIZE));
    } catch (AEADBadTagException notOurs) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM cannot open", impossible);
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String purpose)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(UTF_8));
    return cipher;
  }
}
