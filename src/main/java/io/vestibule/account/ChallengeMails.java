package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.mail.Mail;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.outbox.Outbox;
import io.vestibule.outbox.OutboxEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Mails with a link or a code, each with its challenge in one transaction, in the language of the
 * current request.
 */
@ApplicationScoped
public class ChallengeMails {
  private final Challenges challenges;
  private final Mails mails;
  private final Outbox outbox;
  private final Dynamo dynamo;

  ChallengeMails(Challenges challenges, Mails mails, Outbox outbox, Dynamo dynamo) {
    this.challenges = challenges;
    this.mails = mails;
    this.outbox = outbox;
    this.dynamo = dynamo;
  }

  /**
   * A mail with its challenge.
   *
   * @param challenge stores the challenge; part of the transaction that causes the mail
   */
  public record ChallengeMail(TransactWriteItem challenge, OutboxEntry mail) {
    public List<TransactWriteItem> writes() {
      return List.of(challenge, mail.put());
    }
  }

  /** Prepares a mail for a transaction. */
  public ChallengeMail prepare(ChallengePurpose purpose, String userId, String email) {
    NewChallenge challenge = challenges.create(purpose, userId, email);
    return new ChallengeMail(
        challenge.put(), mails.prepare(userId, mail(purpose, challenge, email, mails.language())));
  }

  /** The mail that delivers a challenge. */
  public Mail mail(
      ChallengePurpose purpose, NewChallenge challenge, String email, String language) {
    Map<String, String> values = new HashMap<>();
    if (challenge.linkArgument() != null) {
      values.put("link", mails.link(page(purpose), challenge.linkArgument()));
    }
    if (challenge.code() != null) {
      values.put("code", challenge.code());
    }
    return new Mail(template(purpose), email, language, values);
  }

  /** Writes challenge and mail alone, and delivers the mail. */
  public Uni<Void> send(ChallengePurpose purpose, String userId, String email) {
    ChallengeMail prepared = prepare(purpose, userId, email);
    return dynamo.transact(prepared.writes()).invoke(() -> outbox.deliverSoon(prepared.mail()));
  }

  /** The link of a challenge, for an operator who passes it on. */
  public String link(ChallengePurpose purpose, NewChallenge challenge) {
    return mails.link(page(purpose), challenge.linkArgument());
  }

  private static MailTemplate template(ChallengePurpose purpose) {
    return switch (purpose) {
      case VERIFY_EMAIL -> MailTemplate.VERIFY_EMAIL;
      case RESET_PASSWORD -> MailTemplate.RESET_PASSWORD;
      case CHANGE_EMAIL -> MailTemplate.CONFIRM_NEW_EMAIL;
      case REVERT_EMAIL -> MailTemplate.EMAIL_CHANGED;
      case SIGN_IN -> MailTemplate.SIGN_IN_CODE;
      case INVITATION -> MailTemplate.INVITATION;
      case REAUTHENTICATE -> MailTemplate.REAUTHENTICATION_CODE;
    };
  }

  private static String page(ChallengePurpose purpose) {
    return switch (purpose) {
      case VERIFY_EMAIL -> "verify";
      case RESET_PASSWORD, INVITATION -> "reset";
      case CHANGE_EMAIL -> "confirm-email";
      case REVERT_EMAIL -> "revert-email";
      case SIGN_IN, REAUTHENTICATE ->
          throw new IllegalArgumentException("a code alone has no page");
    };
  }
}
