package io.vestibule.account;

import io.vestibule.web.ApiException;
import io.vestibule.web.DomainName;
import io.vestibule.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An e-mail address as the name of an account, in one canonical form: without surrounding white
 * space; the local part a dot-string (RFC 5321 section 4.1.2, RFC 6531 for letters outside ASCII)
 * in NFC and lower case, at most 64 bytes; the domain in ASCII ({@link DomainName}) with at least
 * two labels; at most 254 bytes in total (RFC 5321 section 4.5.3.1.3 less the angle brackets).
 *
 * <p>Earlier versions kept addresses as they were typed, in NFC and lower case. Accounts that were
 * stored in such a form are found by {@link #lookupForms}.
 */
public final class EmailAddress {
  private static final int MAX_LENGTH = 254;
  private static final int MAX_LOCAL = 64;

  /** RFC 5321 section 4.1.2, as the content of a character class. */
  private static final String ATEXT = "a-z0-9!#$%&'*+/=?\\^_`{|}~\\-";

  /** Letters, marks and digits outside ASCII, except invisible ones. */
  private static final String WORD =
      "[\\p{L}\\p{M}\\p{N}&&[^\\p{ASCII}" + DomainName.INVISIBLE + "]]";

  private static final String ATOM = "[" + ATEXT + WORD + "]++";
  private static final Pattern LOCAL = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+");

  /** The form that earlier versions accepted. */
  private static final Pattern EARLIER =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}+@[^@\\s\\p{Cntrl}]++");

  private final String value;
  private final List<String> lookupForms;

  private EmailAddress(String value, Set<String> lookupForms) {
    this.value = value;
    this.lookupForms = List.copyOf(lookupForms);
  }

  /**
   * The address in its canonical form.
   *
   * @throws ApiException {@link ErrorCode#INVALID_EMAIL}
   */
  public static EmailAddress of(String typed) {
    String trimmed = trim(typed);
    int at = trimmed.lastIndexOf('@');
    if (at < 1) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    String local = lowerCase(trimmed.substring(0, at));
    String value =
        DomainName.of(trimmed.substring(at + 1))
            .map(domain -> local + "@" + domain.ascii())
            .orElse("");
    if (value.isEmpty()
        || size(local) > MAX_LOCAL
        || size(value) > MAX_LENGTH
        || !LOCAL.matcher(local).matches()) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    Set<String> forms = new LinkedHashSet<>();
    forms.add(lowerCase(typed.strip()));
    forms.add(value);
    forms.add(lowerCase(trimmed));
    forms.add(lowerCase(local + "@" + DomainName.unicode(value.substring(local.length() + 1))));
    return new EmailAddress(value, forms);
  }

  /**
   * As {@link #of}, but also accepts a form that only earlier versions accepted, for the login into
   * accounts that have such an address.
   *
   * @throws ApiException {@link ErrorCode#INVALID_EMAIL}
   */
  public static EmailAddress ofExisting(String typed) {
    try {
      return of(typed);
    } catch (ApiException invalid) {
      String earlier = typed.length() > 2 * MAX_LENGTH ? "" : lowerCase(typed.strip());
      if (earlier.length() > MAX_LENGTH || !EARLIER.matcher(earlier).matches()) {
        throw invalid;
      }
      return new EmailAddress(earlier, Set.of(earlier));
    }
  }

  /** The canonical form. */
  public String value() {
    return value;
  }

  /**
   * The spellings under which an account may be stored, at most four: first as typed, because an
   * earlier version may have made an account of exactly that spelling, then the canonical form,
   * then others that earlier versions may have stored. Most addresses have one.
   */
  List<String> lookupForms() {
    return lookupForms;
  }

  private static String trim(String typed) {
    if (typed.length() > 2 * MAX_LENGTH) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    int from = 0;
    int to = typed.length();
    while (from < to && isSpace(typed.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(typed.charAt(to - 1))) {
      to--;
    }
    return typed.substring(from, to);
  }

  /** White space including no-break spaces, which {@link String#strip} keeps. */
  private static boolean isSpace(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  private static String lowerCase(String text) {
    return Normalizer.normalize(
        Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT),
        Normalizer.Form.NFC);
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmailAddress address && value.equals(address.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Redacted: e-mail addresses are not logged. */
  @Override
  public String toString() {
    return "EmailAddress[redacted]";
  }
}
