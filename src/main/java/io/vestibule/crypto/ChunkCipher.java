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
 * AES-256-GCM (NIST SP 800-38D) over numbered chunks, without additional data. The nonce is the
 * 12-byte base nonce XOR the chunk's number as a big-endian integer (C2SP chunked encryption,
 * section "AEAD usage"). The caller checks numbers and sizes. Not thread-safe.
 */
final class ChunkCipher implements AutoCloseable {

  /** The size of the base nonce in bytes. */
  static final int NONCE = 12;

  private final Cipher cipher;
  private final byte[] baseNonce;
  private SecretKeySpec key;

  /**
   * Copies the key, which is the 32 bytes at the offset, and the base nonce, which is the next 12
   * bytes.
   */
  ChunkCipher(byte[] keyAndNonce, int offset) {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("AES-GCM is not available", missing);
    }
    this.key = new SecretKeySpec(keyAndNonce, offset, KEY, "AES");
    this.baseNonce = Arrays.copyOfRange(keyAndNonce, offset + KEY, offset + KEY + NONCE);
  }

  /** Writes {@code size + 16} bytes to {@code out}. A number must never be used for two chunks. */
  int encrypt(long index, byte[] plain, int size, byte[] out, int at) {
    try {
      prepare(Cipher.ENCRYPT_MODE, index);
      return cipher.doFinal(plain, 0, size, out, at);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("AES-GCM cannot encrypt", impossible);
    }
  }

  /**
   * Writes {@code size - 16} bytes to {@code out}. After a failure the content of {@code out} is
   * undefined.
   *
   * @throws InvalidCiphertextException if the chunk is not authentic
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

  /** Zeroes the base nonce and drops the key. The JDK's copy of the key cannot be zeroed. */
  @Override
  public void close() {
    key = null;
    Arrays.fill(baseNonce, (byte) 0);
  }
}
