package io.vestibule.account;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address as the name of an account: trimmed, NFC, lower case, at most 254 characters
 * (RFC 5321 section 4.5.3.1.3 less the angle brackets). The form is checked loosely; whether it
 * reaches somebody only a mail can tell.
 */
public record EmailAddress(String value) {
  private static final int MAX_LENGTH = 254;

  /** Possessive, so that no input makes it backtrack. */
  private static final Pattern FORM =
      Pattern.compile("[^@\\s\\p{Cntrl}]{1,64}+@[^@\\s\\p{Cntrl}]++");

  /**
   * @throws ApiException {@link ErrorCode#INVALID_EMAIL}
   */
  public static EmailAddress of(String typed) {
    if (typed.length() > 2 * MAX_LENGTH) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    String value =
        Normalizer.normalize(typed.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    return new EmailAddress(value);
  }

  /** Says nothing: e-mail addresses stay out of logs. */
  @Override
  public String toString() {
    return "EmailAddress[redacted]";
  }
}
