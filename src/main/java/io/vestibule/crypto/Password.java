package io.vestibule.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.text.Normalizer;
import java.util.Optional;

/**
 * A password in Unicode normalisation form C (RFC 8265, section 4.2.1), so that different input
 * methods give the same password.
 *
 * <p>An unpaired surrogate, which has no UTF-8 form, becomes U+FFFD. Browsers do the same (WHATWG
 * Encoding, {@code TextEncoder}), so a client derives the same key from the same text. Nothing else
 * is changed or truncated.
 *
 * <p>It compares by identity and prints as {@code Password[redacted]}.
 */
public final class Password {

  /**
   * The length in UTF-16 code units up to which text is normalised. Normalising a long run of
   * combining marks takes quadratic time, seconds for 100 000 of them. Longer text cannot become
   * the 128 code points that {@link PasswordPolicy} allows, because a composed code point has at
   * most 6 code units.
   */
  static final int MAX_NORMALISED = 1024;

  private final String text;
  private final String typed;

  private Password(String text, String typed) {
    this.text = text;
    this.typed = typed;
  }

  /**
   * Accepts any text, including the empty text; {@link PasswordPolicy} decides what is acceptable.
   */
  public static Password of(String typed) {
    String wellFormed = withoutLoneSurrogates(requireNonNull(typed, "typed"));
    return new Password(
        wellFormed.length() > MAX_NORMALISED
            ? wellFormed
            : Normalizer.normalize(wellFormed, Normalizer.Form.NFC),
        wellFormed);
  }

  /**
   * The password without normalisation; empty if it is the same. An earlier system may have hashed
   * the text as it was typed. Never use it for a new hash or key.
   */
  public Optional<Password> asTyped() {
    return typed.equals(text) ? Optional.empty() : Optional.of(new Password(typed, typed));
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

  /** A new copy of the UTF-8 bytes, the input of every key derivation. The caller zeroes it. */
  public byte[] utf8() {
    return text.getBytes(UTF_8);
  }

  /** The text itself, for the password policy only. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "Password[redacted]";
  }
}
