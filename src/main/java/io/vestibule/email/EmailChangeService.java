package io.vestibule.email;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.PasswordService;
import io.vestibule.account.StoredAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.crypto.Password;
import io.vestibule.mail.Mails;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Asks the owner of a new address to confirm it. Nothing changes until then. */
@ApplicationScoped
class EmailChangeService {
  private final AccountService accounts;
  private final PasswordService passwords;
  private final ChallengeMails challengeMails;
  private final Mails mails;
  private final LoginThrottle loginThrottle;
  private final MailThrottle mailThrottle;
  private final FreshAuthentication fresh;
  private final AuditTrail trail;

  EmailChangeService(
      AccountService accounts,
      PasswordService passwords,
      ChallengeMails challengeMails,
      Mails mails,
      LoginThrottle loginThrottle,
      MailThrottle mailThrottle,
      FreshAuthentication fresh,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.challengeMails = challengeMails;
    this.mails = mails;
    this.loginThrottle = loginThrottle;
    this.mailThrottle = mailThrottle;
    this.fresh = fresh;
    this.trail = trail;
  }

  /**
   * Sends the mail to the new address. Whether that address has an account is found out only by its
   * owner, at the confirmation.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link
   *     ErrorCode#REAUTHENTICATION_REQUIRED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}, {@link
   *     ErrorCode#MAIL_NOT_CONFIGURED}
   */
  Uni<Void> request(Caller caller, EmailChange wanted) {
    mails.requireConfigured();
    String email = wanted.newEmail().value();
    if (!mails.canReach(email)) {
      throw ApiException.of(ErrorCode.INVALID_EMAIL);
    }
    return accounts
        .existing(caller.userId())
        .call(stored -> reauthenticate(caller, stored, wanted.password()))
        .invoke(
            stored -> {
              if (email.equals(stored.account().email())) {
                throw ApiException.at(
                    ErrorCode.INVALID_REQUEST, "new_email", "must differ from the current address");
              }
            })
        .chain(() -> mailThrottle.admit(email, Optional.of(caller.userId())))
        .chain(() -> challengeMails.send(ChallengePurpose.CHANGE_EMAIL, caller.userId(), email));
  }

  /** The password of the account, or without it a recent proof in the session. */
  private Uni<Void> reauthenticate(
      Caller caller, StoredAccount stored, Optional<Password> password) {
    if (stored.credential().passwordHash() == null || password.isEmpty()) {
      fresh.require(caller);
      return Uni.createFrom().voidItem();
    }
    Password confirmed = password.get();
    return loginThrottle
        .guard(
            stored.account().loginName(),
            correct -> correct,
            permission -> permission.chain(() -> passwords.verify(Optional.of(stored), confirmed)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .invoke(
            correct -> {
              if (!correct) {
                record(caller, Outcome.REFUSED);
                throw ApiException.of(ErrorCode.INVALID_PASSWORD);
              }
            })
        .replaceWithVoid();
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.EMAIL_CHANGE, outcome, caller));
  }
}
