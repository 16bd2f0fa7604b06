package io.vestibule.account;

import io.vestibule.crypto.SecretBytes;
import java.util.Arrays;

/**
 * The written form of a recovery key: 32 bytes as 52 letters and digits of base32 (RFC 4648,
 * section 6) in 13 groups of four, {@code AAAA-BBBB-…}. A person may have to copy it from paper.
 */
final class RecoveryKey {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS = 5;
  private static final int GROUP = 4;

  private RecoveryKey() {}

  static String text(SecretBytes key) {
    byte[] bytes = key.reveal();
    StringBuilder text = new StringBuilder();
    int characters = (bytes.length * 8 + BITS - 1) / BITS;
    for (int i = 0; i < characters; i++) {
      if (i > 0 && i % GROUP == 0) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(bits(bytes, i * BITS)));
    }
    Arrays.fill(bytes, (byte) 0);
    return text.toString();
  }

  /** Five bits from bit {@code at} on, zeros after the end. */
  private static int bits(byte[] bytes, int at) {
    int window = 0;
    for (int i = at / 8; i < at / 8 + 2; i++) {
      window = window << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
    }
    return window >>> (16 - BITS - at % 8) & 0x1F;
  }
}
