package io.vestibule.mail;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * One mail.
 *
 * @param to the recipient's address in the form that the account has
 * @param language a language tag such as {@code en} or {@code de}
 * @param values the values of the template, all of {@link MailTemplate#variables}
 */
public record Mail(MailTemplate template, String to, String language, Map<String, String> values) {
  public Mail {
    requireNonNull(template, "template");
    requireNonNull(to, "to");
    requireNonNull(language, "language");
    values = Map.copyOf(values);
    if (!values.keySet().containsAll(template.variables())) {
      throw new IllegalArgumentException(template + " needs the values " + template.variables());
    }
  }

  @Override
  public String toString() {
    return "Mail[" + template + "]";
  }
}
