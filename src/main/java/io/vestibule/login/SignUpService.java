package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.EmailVerification;
import io.vestibule.account.VerificationMode;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.mail.Mail;
import io.vestibule.mail.MailTemplate;
import io.vestibule.mail.Mails;
import io.vestibule.outbox.Outbox;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-up. If addresses must be verified before the first login, the answer is the same whether or
 * not the address has an account; a mail tells its owner.
 */
@ApplicationScoped
class SignUpService {
  private final AccountService accounts;
  private final EmailVerification verification;
  private final LoginThrottle throttle;
  private final MailThrottle mailThrottle;
  private final Mails mails;
  private final Outbox outbox;
  private final AuditTrail trail;

  SignUpService(
      AccountService accounts,
      EmailVerification verification,
      LoginThrottle throttle,
      MailThrottle mailThrottle,
      Mails mails,
      Outbox outbox,
      AuditTrail trail) {
    this.accounts = accounts;
    this.verification = verification;
    this.throttle = throttle;
    this.mailThrottle = mailThrottle;
    this.mails = mails;
    this.outbox = outbox;
    this.trail = trail;
  }

  /**
   * Creates an account.
   *
   * @param taken the error for an address that has an account
   * @return the account; empty if its address must be verified before the first login
   */
  Uni<Optional<AuthenticatedAccount>> signUp(Credentials credentials, ErrorCode taken) {
    boolean required = verification.mode() == VerificationMode.REQUIRED;
    return throttle
        .admitSignUp()
        .chain(() -> accounts.signUp(credentials.email(), credentials.password()))
        .invoke(created -> created.ifPresent(this::record))
        .chain(
            created -> {
              if (!required) {
                return Uni.createFrom()
                    .item(Optional.of(created.orElseThrow(() -> ApiException.of(taken))));
              }
              Uni<Void> told =
                  created.isPresent()
                      ? Uni.createFrom().voidItem()
                      : tellOwner(credentials.email());
              return told.replaceWith(Optional.empty());
            });
  }

  private Uni<Void> tellOwner(EmailAddress address) {
    return accounts
        .findByEmail(address)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : tellOwner(found.get().userId(), found.get().email()));
  }

  private Uni<Void> tellOwner(String userId, String email) {
    Mail mail =
        new Mail(
            MailTemplate.ACCOUNT_EXISTS,
            email,
            mails.language(),
            Map.of("link", mails.link("forgot", "")));
    return mailThrottle
        .mayNotify(email)
        .chain(
            admitted ->
                admitted
                    ? outbox.enqueue(mails.prepare(userId, mail))
                    : Uni.createFrom().voidItem());
  }

  private void record(AuthenticatedAccount owner) {
    trail.record(SecurityEvent.done(SecurityEventType.SIGN_UP, owner.account().userId()));
  }
}
