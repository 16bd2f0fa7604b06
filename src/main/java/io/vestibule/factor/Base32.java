package io.vestibule.factor;

/** RFC 4648, section 6, without padding: what authenticator apps and people read. */
final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BITS = 5;

  private Base32() {}

  /** The bytes as upper-case letters and digits, eight characters for five bytes. */
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int window = 0;
    int bits = 0;
    for (byte next : bytes) {
      window = ((window << 8) | (next & 0xFF)) & 0xFFF;
      bits += 8;
      while (bits >= BITS) {
        bits -= BITS;
        text.append(ALPHABET.charAt((window >>> bits) & 0x1F));
      }
    }
    return bits == 0
        ? text.toString()
        : text.append(ALPHABET.charAt((window << (BITS - bits)) & 0x1F)).toString();
  }
}
