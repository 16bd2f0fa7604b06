package io.vestibule.crypto;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2 hash in the PHC string format:
 *
 * <pre>$argon2id$v=19$m=19456,t=2,p=1$&lt;salt&gt;$&lt;tag&gt;</pre>
 *
 * <p>Salt and tag are standard base64 without padding. Parsing is strict, as the format requires:
 * the order of the parameters is fixed, numbers have no sign and no leading zeros, and each byte
 * string has one encoding. A string without {@code v=} is of version 16, the only version that
 * existed when the parameter was commonly omitted. The optional parameters {@code keyid} and {@code
 * data} are not supported.
 */
final class PhcString {

  /** In bytes. RFC 9106, section 3.1 requires 8 and recommends 16. */
  static final int MIN_SALT = 8;

  static final int MAX_SALT = 64;

  /** In bytes; the limit of the PHC format. RFC 9106 allows 4 bytes, which can be guessed. */
  static final int MIN_TAG = 12;

  static final int MAX_TAG = 64;

  private static final int MAX_CHARACTERS = 256;

  private static final String NUMBER = "(0|[1-9][0-9]{0,8})";

  private static final String BASE64 = "([A-Za-z0-9+/]+)";

  private static final Pattern FORM =
      Pattern.compile(
          "\\$(argon2id?)(?:\\$v=%1$s)?\\$m=%1$s,t=%1$s,p=%1$s\\$%2$s\\$%2$s"
              .formatted(NUMBER, BASE64));

  private final Argon2 function;
  private final byte[] salt;
  private final byte[] tag;

  PhcString(Argon2 function, byte[] salt, byte[] tag) {
    check("salt", salt.length, MIN_SALT, MAX_SALT);
    check("tag", tag.length, MIN_TAG, MAX_TAG);
    this.function = function;
    this.salt = salt.clone();
    this.tag = tag.clone();
  }

  /**
   * @throws UnsupportedHashException if the text is not such a string within the limits of this
   *     class and {@link Argon2Cost}; no other exception is thrown
   */
  static PhcString parse(String stored) {
    if (stored == null || stored.length() > MAX_CHARACTERS) {
      throw new UnsupportedHashException("no password hash, or one over 256 characters");
    }
    Matcher parts = FORM.matcher(stored);
    if (!parts.matches()) {
      throw new UnsupportedHashException(
          "not an Argon2i or Argon2id hash in the PHC string format");
    }
    int version = parts.group(2) == null ? Argon2.VERSION_16 : Integer.parseInt(parts.group(2));
    try {
      Argon2Cost cost = new Argon2Cost(number(parts, 3), number(parts, 4), number(parts, 5));
      Argon2 function = new Argon2(Argon2.Type.of(parts.group(1)), version, cost);
      return new PhcString(function, bytes(parts.group(6)), bytes(parts.group(7)));
    } catch (IllegalArgumentException outOfBounds) {
      throw new UnsupportedHashException(outOfBounds.getMessage());
    }
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static byte[] bytes(String base64) {
    // The decoder ignores set bits after the last byte, and its exception quotes the text.
    byte[] decoded = base64.length() % 4 == 1 ? new byte[0] : Base64.getDecoder().decode(base64);
    if (!text(decoded).equals(base64)) {
      throw new IllegalArgumentException("salt and tag must be canonical base64");
    }
    return decoded;
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void check(String name, int size, int least, int most) {
    if (size < least || size > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d bytes, was %d".formatted(name, least, most, size));
    }
  }

  Argon2 function() {
    return function;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] tag() {
    return tag.clone();
  }

  /** Whether this hash has the given function and sizes of salt and tag. */
  boolean hasParameters(Argon2 other, int saltSize, int tagSize) {
    return function.equals(other) && salt.length == saltSize && tag.length == tagSize;
  }

  /** The string to store. */
  String encode() {
    Argon2Cost cost = function.cost();
    return "$%s$v=%d$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            function.type().phcName(),
            function.version(),
            cost.memoryKiB(),
            cost.iterations(),
            cost.parallelism(),
            text(salt),
            text(tag));
  }

  /** Redacted, because a hash allows offline guessing. */
  @Override
  public String toString() {
    return "PhcString[" + function + ", redacted]";
  }
}
