package io.vestibule.crypto;

import java.util.Base64;

/** The parts of hash texts. */
final class HashText {
  /** Longer texts are no hashes. */
  static final int MAX_CHARACTERS = 512;

  /** A decimal number without sign and leading zeros, as a group of a regular expression. */
  static final String NUMBER = "(0|[1-9][0-9]{0,8})";

  /** In bytes. */
  static final int MIN_SALT = 8;

  static final int MAX_SALT = 64;

  /** In bytes. A shorter hash matches too many passwords. */
  static final int MIN_HASH = 16;

  static final int MAX_HASH = 64;

  private HashText() {}

  /**
   * @throws UnsupportedHashException if the text is too long
   */
  static String checkLength(String stored) {
    if (stored.length() > MAX_CHARACTERS) {
      throw new UnsupportedHashException("a hash over " + MAX_CHARACTERS + " characters");
    }
    return stored;
  }

  /**
   * Standard base64, with or without padding, also with {@code .} for {@code +} as passlib writes
   * it.
   *
   * @throws UnsupportedHashException if it is malformed or not of that many bytes
   */
  static byte[] bytes(String name, String base64, int least, int most) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64.replace('.', '+'));
    } catch (IllegalArgumentException malformed) {
      // Without the cause, whose message may quote the text.
      throw new UnsupportedHashException(name + " is not base64");
    }
    return checkSize(name, decoded, least, most);
  }

  /**
   * @throws UnsupportedHashException if the size is out of bounds
   */
  static byte[] checkSize(String name, byte[] bytes, int least, int most) {
    checkRange(name, bytes.length, least, most);
    return bytes;
  }

  /**
   * @throws UnsupportedHashException if the value is out of bounds
   */
  static void checkRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new UnsupportedHashException(
          "%s must be from %d to %d, was %d".formatted(name, least, most, value));
    }
  }
}
