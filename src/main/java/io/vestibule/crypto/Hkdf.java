package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF-Expand (RFC 5869, section 2.3): derives keys for several purposes from one key. That key
 * must be uniformly random, so the extract step is skipped (section 3.3).
 */
public enum Hkdf {
  SHA_256("HmacSHA256", 32),
  SHA_512("HmacSHA512", 64);

  /** The size of a subkey in bytes. */
  public static final int SUBKEY_SIZE = 32;

  private final String mac;
  private final int hashSize;

  Hkdf(String mac, int hashSize) {
    this.mac = mac;
    this.hashSize = hashSize;
  }

  /** A 32-byte key for one purpose, for example {@code "vestibule/cursor/v1"}. */
  public SecretBytes subkey(SecretBytes key, String purpose) {
    return expand(key, purpose.getBytes(UTF_8), SUBKEY_SIZE);
  }

  /**
   * Output keying material of {@code size} bytes.
   *
   * @param key the pseudorandom key (PRK): uniformly random, not empty
   * @param info context and application specific information; may be empty
   * @throws IllegalArgumentException if {@code size} is not between 1 and 255 times the size of the
   *     hash
   */
  public SecretBytes expand(SecretBytes key, byte[] info, int size) {
    if (size < 1 || size > 255 * hashSize) {
      throw new IllegalArgumentException(
          "size must be from 1 to %d bytes, was %d".formatted(255 * hashSize, size));
    }
    byte[] revealed = key.reveal();
    byte[] output = new byte[(size + hashSize - 1) / hashSize * hashSize];
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(revealed, mac));
      for (int block = 0; block * hashSize < size; block++) {
        if (block > 0) {
          hmac.update(output, (block - 1) * hashSize, hashSize);
        }
        hmac.update(info);
        hmac.update((byte) (block + 1));
        hmac.doFinal(output, block * hashSize);
      }
      return SecretBytes.of(output, 0, size);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(mac + " is not available", missing);
    } finally {
      Arrays.fill(revealed, (byte) 0);
      Arrays.fill(output, (byte) 0);
    }
  }
}
