package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.text.Normalizer;

/**
 * A password as a person typed it, in Unicode normalisation form C (RFC 8265, section 4.2.1), so
 * that it is the same password on every keyboard.
 *
 * <p>An unpaired surrogate, which has no UTF-8 form, becomes U+FFFD. Browsers encode it so, too
 * (WHATWG Encoding, {@code TextEncoder}), hence a client that derives the same key from the same
 * typed text gets the same bytes. Nothing else is changed and nothing is cut off.
 *
 * <p>It compares by identity and prints as {@code Password[redacted]}.
 */
public final class Password {

  /**
   * UTF-16 units beyond which the text is left as typed. Normalising a long run of combining marks
   * takes quadratic time, seconds for 100 000 of them. Nothing of this length could come down to
   * the 128 code points {@link PasswordPolicy} allows: a composed code point has at most 6 units.
   */
  static final int MAX_NORMALISED = 1024;

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  /**
   * Takes any text, the empty one included: what is acceptable is {@link PasswordPolicy}'s matter.
   */
  public static Password of(String typed) {
    String wellFormed = withoutLoneSurrogates(requireNonNull(typed, "typed"));
    return new Password(
        wellFormed.length() > MAX_NORMALISED
            ? wellFormed
            : Normalizer.normalize(wellFormed, Normalizer.Form.NFC));
  }

  private static String withoutLoneSurrogates(String typed) {
    StringBuilder mended = new StringBuilder(typed.length());
    typed
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(mended::appendCodePoint);
    return mended.toString();
  }

  /** The length in Unicode code points after normalisation. */
  public int codePoints() {
    return text.codePointCount(0, text.length());
  }

  /** A fresh copy of the UTF-8 bytes, what every key derivation takes in; the caller zeroes it. */
  public byte[] utf8() {
    return text.getBytes(UTF_8);
  }

  /** The text itself, for the dictionary only. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "Password[redacted]";
  }
}
