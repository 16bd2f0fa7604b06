package io.vestibule.runtime;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The digits of a secret that is shown once: random ones, and a checksum that detects a mistyped
 * secret without a read of the store.
 */
public final class SecretDigits {
  /** 256 bits. */
  public static final int RANDOM_DIGITS = 64;

  private SecretDigits() {}

  /** 256 random bits as hex digits. */
  public static String random(SecureRandom random) {
    byte[] bits = new byte[RANDOM_DIGITS / 2];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** The CRC-32 of the digits as 8 hex digits. */
  public static String checksum(String digits) {
    CRC32 crc = new CRC32();
    crc.update(digits.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
