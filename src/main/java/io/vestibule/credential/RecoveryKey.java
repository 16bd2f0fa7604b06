package io.vestibule.credential;

import io.vestibule.crypto.SecretBytes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The text form of a recovery key: 32 bytes as 52 letters and digits of base32 (RFC 4648, section
 * 6) in 13 groups of four, {@code AAAA-BBBB-…}. A person can copy it from paper.
 */
final class RecoveryKey {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS_PER_CHARACTER = 5;
  private static final int GROUP_SIZE = 4;
  private static final int SIZE = 32;
  private static final int CHARACTERS = 52;

  private RecoveryKey() {}

  static String encode(SecretBytes key) {
    byte[] bytes = key.reveal();
    StringBuilder text = new StringBuilder();
    int characters = (bytes.length * 8 + BITS_PER_CHARACTER - 1) / BITS_PER_CHARACTER;
    for (int i = 0; i < characters; i++) {
      if (i > 0 && i % GROUP_SIZE == 0) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(bits(bytes, i * BITS_PER_CHARACTER)));
    }
    Arrays.fill(bytes, (byte) 0);
    return text.toString();
  }

  /** The 32 bytes; spaces, hyphens and case are ignored. Empty if the text has another form. */
  static Optional<SecretBytes> decode(String text) {
    String digits = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    if (digits.length() != CHARACTERS) {
      return Optional.empty();
    }
    byte[] bytes = new byte[SIZE];
    int window = 0;
    int bits = 0;
    int filled = 0;
    for (int i = 0; i < CHARACTERS; i++) {
      int value = ALPHABET.indexOf(digits.charAt(i));
      if (value < 0) {
        Arrays.fill(bytes, (byte) 0);
        return Optional.empty();
      }
      window = (window << BITS_PER_CHARACTER | value) & 0xFFFF;
      bits += BITS_PER_CHARACTER;
      if (bits >= 8 && filled < SIZE) {
        bits -= 8;
        bytes[filled++] = (byte) (window >>> bits);
      }
    }
    SecretBytes key = SecretBytes.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return Optional.of(key);
  }

  /** Five bits from bit {@code at}, padded with zeros. */
  private static int bits(byte[] bytes, int at) {
    int window = 0;
    for (int i = at / 8; i < at / 8 + 2; i++) {
      window = window << 8 | (i < bytes.length ? bytes[i] & 0xFF : 0);
    }
    return window >>> (16 - BITS_PER_CHARACTER - at % 8) & 0x1F;
  }
}
