package io.vestibule.account;

import io.vestibule.mail.Mail;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * Mails that tell the owner of an account about a change. They go only to a verified address: with
 * an unverified one anybody could have mails sent to a stranger.
 */
@ApplicationScoped
public class AccountNotices {
  /** The same in every language. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private final Mails mails;
  private final Outbox outbox;
  private final InstantSource clock;

  AccountNotices(Mails mails, Outbox outbox, InstantSource clock) {
    this.mails = mails;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Prepares a notice for the transaction of the change. Call it right before the transaction, and
   * {@link #deliver} after it.
   *
   * @param values of the template, except {@code time}
   */
  public Notice prepare(MailTemplate template, Account owner, Map<String, String> values) {
    return owner.emailVerified() ? prepareForProven(template, owner, values) : Notice.NONE;
  }

  /** The same for an address that the change itself proves. */
  public Notice prepareForProven(MailTemplate template, Account owner, Map<String, String> values) {
    if (owner.email() == null || !mails.isConfigured()) {
      return Notice.NONE;
    }
    Map<String, String> complete = new HashMap<>(values);
    complete.put("time", TIME.format(clock.instant()));
    return new Notice(
        mails.prepareNotice(
            owner.userId(), new Mail(template, owner.email(), mails.language(), complete)));
  }

  /** Sends a notice whose transaction was written, off the request path. */
  public void deliver(Notice notice) {
    notice.entry().ifPresent(outbox::deliverSoon);
  }
}
