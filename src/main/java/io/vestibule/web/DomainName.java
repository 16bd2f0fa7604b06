package io.vestibule.web;

import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The domain of an e-mail address in ASCII, as browsers send it: labels are mapped like UTS #46
 * (nontransitional: lower case, NFKC, {@code ß} and {@code ς} stay letters) and encoded with
 * Punycode (RFC 3492). {@code java.net.IDN} is IDNA2003: it knows Unicode 3.2 and maps {@code ß} to
 * {@code ss}, which is another domain than the one a browser asks for.
 *
 * <p>Accepted are letters, marks and digits (RFC 5892), of ASCII also the hyphen; no address
 * literals, no symbols.
 *
 * @param ascii at least two labels of 1 to 63 characters, in lower case, together at most 253
 */
public record DomainName(String ascii) {
  /**
   * Letters and marks without a visible form, as the content of a character class: fillers, joiners
   * and variation selectors (Unicode property Default_Ignorable_Code_Point).
   */
  public static final String INVISIBLE =
      "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}"
          + "\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0000}-\\x{E0FFF}";

  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;

  /** The full stops that UTS #46 maps to a dot. */
  private static final Pattern DOT = Pattern.compile("[.\\x{3002}\\x{FF0E}\\x{FF61}]");

  private static final Pattern LABEL =
      Pattern.compile(
          "(?!-)(?!\\p{M})[a-z0-9\\-[\\p{L}\\p{M}\\p{N}\\x{B7}\\x{30FB}&&[^\\p{ASCII}"
              + INVISIBLE
              + "]]]++(?<!-)");

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final String ACE_PREFIX = "xn--";

  /** Empty if the text is not such a domain. */
  public static Optional<DomainName> of(String typed) {
    List<String> labels = new ArrayList<>();
    for (String label : DOT.split(typed, -1)) {
      String mapped = map(label);
      if (!LABEL.matcher(mapped).matches()) {
        return Optional.empty();
      }
      String ascii =
          mapped.chars().allMatch(unit -> unit < 0x80)
              ? mapped
              : ACE_PREFIX + punycode(mapped.codePoints().toArray());
      if (ascii.length() > MAX_LABEL) {
        return Optional.empty();
      }
      labels.add(ascii);
    }
    String ascii = String.join(".", labels);
    boolean isName =
        labels.size() > 1
            && ascii.length() <= MAX_LENGTH
            && !DIGITS.matcher(labels.get(labels.size() - 1)).matches();
    return isName ? Optional.of(new DomainName(ascii)) : Optional.empty();
  }

  /** The domain in Unicode, as earlier versions stored it if it was typed so. */
  public static String unicode(String ascii) {
    return IDN.toUnicode(ascii);
  }

  /** Code point by code point, since the lower case of a word may end with a final sigma. */
  private static String map(String label) {
    StringBuilder lower = new StringBuilder();
    Normalizer.normalize(label, Normalizer.Form.NFKC)
        .codePoints()
        .map(Character::toLowerCase)
        .forEach(lower::appendCodePoint);
    return Normalizer.normalize(lower, Normalizer.Form.NFKC);
  }

  /** RFC 3492, section 6.3. A label is short, so no overflow is possible. */
  private static String punycode(int[] input) {
    StringBuilder output = new StringBuilder();
    for (int c : input) {
      if (c < 0x80) {
        output.append((char) c);
      }
    }
    int basic = output.length();
    if (basic > 0) {
      output.append('-');
    }
    int n = 0x80;
    int delta = 0;
    int bias = 72;
    for (int handled = basic; handled < input.length; ) {
      int next = Integer.MAX_VALUE;
      for (int c : input) {
        if (c >= n) {
          next = Math.min(next, c);
        }
      }
      delta += (next - n) * (handled + 1);
      n = next;
      for (int c : input) {
        if (c < n) {
          delta++;
        } else if (c == n) {
          append(output, delta, bias);
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return output.toString();
  }

  private static void append(StringBuilder output, int delta, int bias) {
    int q = delta;
    for (int k = 36; ; k += 36) {
      int t = Math.max(1, Math.min(26, k - bias));
      if (q < t) {
        output.append(digit(q));
        return;
      }
      output.append(digit(t + (q - t) % (36 - t)));
      q = (q - t) / (36 - t);
    }
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private static int adapt(int delta, int points, boolean first) {
    int d = first ? delta / 700 : delta / 2;
    d += d / points;
    int k = 0;
    while (d > (36 - 1) * 26 / 2) {
      d /= 36 - 1;
      k += 36;
    }
    return k + 36 * d / (d + 38);
  }
}
