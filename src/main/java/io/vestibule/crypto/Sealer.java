package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals short values with AES-256-GCM (NIST SP 800-38D). The purpose is additional authenticated
 * data, so a value sealed for one purpose cannot be opened for another. A sealed value is
 *
 * <pre>nonce(12) ‖ ciphertext(as long as the plaintext) ‖ tag(16)</pre>
 *
 * <p>The first of several keys seals. All keys open, so that keys can be rotated.
 *
 * <p>Nonces are random, so one key may seal at most 2^32 values (section 8.3). Thread-safe.
 */
public final class Sealer {

  /** The size of a key in bytes. */
  public static final int KEY_SIZE = 32;

  /** The difference in size between a sealed value and its plaintext, in bytes. */
  public static final int OVERHEAD = 12 + 16;

  /** The HKDF info of the sealing key. */
  private static final String SEALING = "vestibule/sealing/v2";

  private static final int NONCE_SIZE = 12;

  private static final int TAG_BITS = 128;

  private final List<SecretKeySpec> keys;
  private final SecureRandom random;

  /**
   * Copies the key.
   *
   * @throws IllegalArgumentException if the key is not 32 bytes long
   */
  public Sealer(SecretBytes key, SecureRandom random) {
    this(List.of(key), random);
  }

  /**
   * Copies the keys.
   *
   * @param keys the key that seals, then the keys that only open
   * @throws IllegalArgumentException if there is no key, or one is not 32 bytes long
   */
  public Sealer(List<SecretBytes> keys, SecureRandom random) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key to seal with");
    }
    this.keys = keys.stream().map(Sealer::copy).toList();
    this.random = requireNonNull(random, "random");
  }

  /**
   * A sealer whose keys are derived from master keys that serve other purposes, too: HKDF-Expand
   * (RFC 5869) with SHA-256 and the info {@value #SEALING}. It also opens what earlier versions
   * sealed under the master keys themselves; {@link #isOutdated} is true for that.
   *
   * @param masterKeys uniformly random, 32 bytes each: the current one, then those that only open
   * @throws IllegalArgumentException if there is no key, or one is not 32 bytes long
   */
  public static Sealer ofMasterKeys(List<SecretBytes> masterKeys, SecureRandom random) {
    List<SecretBytes> derived =
        masterKeys.stream().map(key -> Hkdf.SHA_256.subkey(key, SEALING)).toList();
    try {
      return new Sealer(Stream.concat(derived.stream(), masterKeys.stream()).toList(), random);
    } finally {
      derived.forEach(SecretBytes::close);
    }
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

  /** Seals with a new random nonce. */
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

  /**
   * The plaintext. Empty if the value was altered, is too short, or was sealed under another key or
   * for another purpose.
   */
  public Optional<byte[]> open(byte[] sealed, String purpose) {
    return keys.stream().flatMap(key -> open(key, sealed, purpose).stream()).findFirst();
  }

  /** Whether the value was not sealed with the current key. */
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
