package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.mail.Mail;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.outbox.Outbox;
import io.vestibule.runtime.SanitizedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Mails that tell the owner of an account about a change. They go only to a verified address: with
 * an unverified one anybody could have mails sent to a stranger.
 */
@ApplicationScoped
public class AccountNotices {
  private static final Logger LOG = Logger.getLogger(AccountNotices.class);

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

  /**
   * Sends a notice about something that several transactions have done; a failure is only logged.
   * Everything else writes its notice in its own transaction.
   */
  public Uni<Void> send(MailTemplate template, Account owner, Map<String, String> values) {
    return prepare(template, owner, values)
        .entry()
        .map(outbox::enqueue)
        .orElseGet(() -> Uni.createFrom().voidItem())
        .onFailure()
        .invoke(
            failure ->
                LOG.warn("a notice was not written", SanitizedException.withoutMessages(failure)))
        .onFailure()
        .recoverWithNull();
  }
}
