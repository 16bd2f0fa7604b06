package io.vestibule.mail;

import io.vestibule.web.DomainName;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of an address in an SMTP envelope: the domain in ASCII (A-labels, RFC 5890). An address
 * with a local part outside ASCII would need SMTPUTF8 (RFC 6531), which the mail client and Amazon
 * SES do not support, so it cannot be delivered (docs/decisions/0070-smtp.md).
 */
final class MailAddress {
  /** RFC 5321 section 4.1.2: a dot-string. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++)*+)@([^@]+)");

  /** The address in the sender, with or without a name before it. */
  private static final Pattern SENDER = Pattern.compile("(?:[^<>\\r\\n]*<)?([^<>\\s]+)>?");

  private MailAddress() {}

  /** Empty if no mail can be sent to the address. */
  static Optional<String> deliverable(String address) {
    Matcher parts = ADDRESS.matcher(address);
    return parts.matches()
        ? DomainName.of(parts.group(2)).map(domain -> parts.group(1) + "@" + domain.ascii())
        : Optional.empty();
  }

  /** The address of a sender such as {@code Example <no-reply@example.org>}; empty if malformed. */
  static Optional<String> ofSender(String from) {
    Matcher sender = SENDER.matcher(from.strip());
    return sender.matches() && sender.group(1).indexOf('@') > 0
        ? Optional.of(sender.group(1))
        : Optional.empty();
  }
}
