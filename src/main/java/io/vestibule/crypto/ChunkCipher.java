package io.vestibule.crypto;

import static io.vestibule.crypto.Cobblestone256.KEY;
import static io.vestibule.crypto.Cobblestone256.TAG;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM over numbered chunks, without additional data; the nonce is the base nonce XOR the
 * chunk's number as a big-endian integer (chunked encryption, section "AEAD usage"). Which numbers
 * and sizes are in order is the caller's matter. For one thread at a time.
 */
final class ChunkCipher implements AutoCloseable {

  /** The size of the base nonce in bytes. */
  static final int NONCE = 12;

  private final Cipher cipher;
  private final byte[] baseNonce;
  private SecretKeySpec key;

  /** Takes copies: the key is the first 32 bytes from the offset on, the base nonce the next 12. */
  ChunkCipher(byte[] keyAndNonce, int offset) {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("AES-GCM is not available", missing);
    }
    this.key = new SecretKeySpec(keyAndNonce, offset, KEY, "AES");
    this.baseNonce = Arrays.copyOfRange(keyAndNonce, offset + KEY, offset + KEY + NONCE);
  }

  /** Writes {@code size + 16} bytes to {@code out}. No number may ever be used for two chunks. */
  int encrypt(long index, byte[] plain, int size, byte[] out, int at) {
    try {
      prepare(Cipher.ENCRYPT_MODE, index);
      return cipher.doFinal(plain, 0, size, out, at);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM cannot encrypt", impossible);
    }
  }

  /**
   * Writes {@code size - 16} bytes to {@code out}, whose content counts for nothing after a
   * failure.
   *
   * @throws InvalidCiphertextException when the chunk is not authentic
   */
  int decrypt(long index, byte[] sealed, int size, byte[] out, int at) {
    try {
      prepare(Cipher.DECRYPT_MODE, index);
      return cipher.doFinal(sealed, 0, size, out, at);
    } catch (AEADBadTagException forged) {
      throw new InvalidCiphertextException("chunk %d is not authentic".formatted(index));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM cannot decrypt", impossible);
    }
  }

  private void prepare(int mode, long index) throws GeneralSecurityException {
    if (key == null) {
      throw new IllegalStateException("the file key has been closed");
    }
    byte[] nonce = baseNonce.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE - 1 - i] ^= (byte) (index >>> (8 * i));
    }
    cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
  }

  /** Zeroes the base nonce and drops the key; the JDK's copy of that cannot be zeroed. */
  @Override
  public void close() {
    key = null;
    Arrays.fill(baseNonce, (byte) 0);
  }
}
