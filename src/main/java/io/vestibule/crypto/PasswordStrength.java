package io.vestibule.crypto;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Estimates how hard a password is to guess, with zxcvbn. Creating an instance reads zxcvbn's
 * dictionaries, about 90 000 words and 10 MiB of heap. A native image must register the resources
 * below
 *
 * <pre>com/nulabinc/zxcvbn/matchers/</pre>
 */
final class PasswordStrength {
  /** zxcvbn's score from 0 to 4; 2 stands for at least a million guesses. */
  private static final int MIN_SCORE = 2;

  /**
   * UTF-16 units of each end that are measured. zxcvbn takes quadratic time and more: seconds for a
   * hundred characters.
   */
  private static final int MEASURED_END = 16;

  /**
   * zxcvbn takes exponential time in the number of different characters that may stand for a
   * letter. A text with more of these symbols contains no dictionary word worth finding.
   */
  private static final int MAX_LEET_SYMBOLS = 4;

  private static final String LEET_SYMBOLS = "@({[<!|$+%";

  /** Digits and symbols around a common word that do not make it strong, as in Summer2026! */
  private static final int MAX_DECORATION = 6;

  private final Zxcvbn zxcvbn = new Zxcvbn();
  private final Set<String> commonPasswords;

  /**
   * @throws UncheckedIOException when a dictionary is missing
   */
  PasswordStrength() {
    try {
      commonPasswords =
          StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies().stream()
              .map(word -> word.toLowerCase(Locale.ROOT))
              .collect(toUnmodifiableSet());
    } catch (IOException missing) {
      throw new UncheckedIOException("zxcvbn's dictionary of passwords cannot be read", missing);
    }
  }

  /** Whether the password is one of the 30 000 most common ones. */
  boolean isCommon(String password) {
    return commonPasswords.contains(password.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether the password takes fewer than a million guesses. Computes for some milliseconds.
   *
   * @param contextWords lower-case words that an attacker tries first, such as parts of the address
   */
  boolean isWeak(String password, List<String> contextWords) {
    String core = withoutDecoration(password.toLowerCase(Locale.ROOT));
    boolean isWord = contextWords.contains(core) || commonPasswords.contains(core);
    if (isWord && password.length() - core.length() <= MAX_DECORATION) {
      return true;
    }
    String measured = ends(password);
    return leetSymbols(measured) <= MAX_LEET_SYMBOLS
        && zxcvbn.measure(measured, contextWords).getScore() < MIN_SCORE;
  }

  private static String withoutDecoration(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && !Character.isLetter(text.charAt(start))) {
      start++;
    }
    while (end > start && !Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static String ends(String text) {
    return text.length() <= 2 * MEASURED_END
        ? text
        : text.substring(0, MEASURED_END) + text.substring(text.length() - MEASURED_END);
  }

  private static long leetSymbols(String text) {
    return LEET_SYMBOLS.chars().filter(symbol -> text.indexOf(symbol) >= 0).count();
  }
}
