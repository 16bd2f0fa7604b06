package io.vestibule.crypto;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which passwords may be chosen: 8 to 128 code points, and not a well-known one as a whole (NIST SP
 * 800-63B, section 3.1.1.2). No rule on kinds of characters. For new passwords only, not for
 * logins.
 */
public final class PasswordPolicy {

  /** In code points. */
  public static final int MIN_LENGTH = 8;

  /** In code points. */
  public static final int MAX_LENGTH = 128;

  /** What {@link #check} says. */
  public enum Verdict {
    ACCEPTED,
    TOO_SHORT,
    TOO_LONG,
    WELL_KNOWN
  }

  private final Predicate<String> wellKnown;

  /** The predicate gets passwords in lower case and must not keep them. */
  public PasswordPolicy(Predicate<String> wellKnown) {
    this.wellKnown = requireNonNull(wellKnown, "wellKnown");
  }

  /**
   * The policy with zxcvbn4j's dictionary of passwords, read once, here; of its 30 000 the some 11
   * 600 that are long enough are kept. A native image must register the resource
   *
   * <pre>com/nulabinc/zxcvbn/matchers/dictionaries/passwords.txt</pre>
   *
   * @throws UncheckedIOException when that resource is missing
   */
  public static PasswordPolicy withDictionary() {
    try {
      Set<String> passwords =
          StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
              .filter(word -> word.codePointCount(0, word.length()) >= MIN_LENGTH)
              .map(word -> word.toLowerCase(Locale.ROOT))
              .collect(toUnmodifiableSet());
      return new PasswordPolicy(passwords::contains);
    } catch (IOException missing) {
      throw new UncheckedIOException("zxcvbn's dictionary of passwords cannot be read", missing);
    }
  }

  /** Judges a password somebody wants to have. */
  public Verdict check(Password password) {
    int length = password.codePoints();
    if (length < MIN_LENGTH) {
      return Verdict.TOO_SHORT;
    }
    if (length > MAX_LENGTH) {
      return Verdict.TOO_LONG;
    }
    return wellKnown.test(password.text().toLowerCase(Locale.ROOT))
        ? Verdict.WELL_KNOWN
        : Verdict.ACCEPTED;
  }
}
