package io.vestibule.email;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answer to a request for a mail. */
public record MailSent(@Schema(examples = "We sent you a mail.") String message) {
  static final MailSent ANSWER = new MailSent("We sent you a mail.");
}
