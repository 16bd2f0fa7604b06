package io.vestibule.login;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.ChallengeMails;
import io.vestibule.account.EmailVerification;
import io.vestibule.account.VerificationMode;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Refuses logins to accounts whose address must be verified first. */
@ApplicationScoped
class VerificationRequirement {
  private final EmailVerification verification;
  private final ChallengeMails challengeMails;
  private final MailThrottle throttle;

  VerificationRequirement(
      EmailVerification verification, ChallengeMails challengeMails, MailThrottle throttle) {
    this.verification = verification;
    this.challengeMails = challengeMails;
    this.throttle = throttle;
  }

  /**
   * Called after the password was right. A refusal sends the mail again, because without a session
   * the owner cannot ask for it.
   *
   * @throws ApiException {@link ErrorCode#EMAIL_NOT_VERIFIED}
   */
  Uni<AuthenticatedAccount> requireVerified(AuthenticatedAccount owner) {
    Account account = owner.account();
    if (account.emailVerified() || verification.mode() != VerificationMode.REQUIRED) {
      return Uni.createFrom().item(owner);
    }
    if (account.email() == null) {
      // A provider need not tell an address.
      return Uni.createFrom().failure(ApiException.of(ErrorCode.EMAIL_NOT_VERIFIED));
    }
    return throttle
        .mayNotify(account.email())
        .chain(
            admitted ->
                admitted
                    ? challengeMails.send(
                        ChallengePurpose.VERIFY_EMAIL, account.userId(), account.email())
                    : Uni.createFrom().voidItem())
        .chain(() -> Uni.createFrom().failure(ApiException.of(ErrorCode.EMAIL_NOT_VERIFIED)));
  }
}
