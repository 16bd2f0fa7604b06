package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.ChallengeMails;
import io.vestibule.address.AddressService;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.mail.Mails;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What administrators do about the address and the password of a user. */
@ApplicationScoped
class AddressAdministration {
  private final AdminService admin;
  private final AddressService addresses;
  private final ChallengeMails challengeMails;
  private final Mails mails;
  private final MailThrottle throttle;

  AddressAdministration(
      AdminService admin,
      AddressService addresses,
      ChallengeMails challengeMails,
      Mails mails,
      MailThrottle throttle) {
    this.admin = admin;
    this.addresses = addresses;
    this.challengeMails = challengeMails;
    this.mails = mails;
    this.throttle = throttle;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#NO_EMAIL}, {@link
   *     ErrorCode#EMAIL_ALREADY_VERIFIED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}, {@link
   *     ErrorCode#MAIL_NOT_CONFIGURED}
   */
  Uni<Void> sendVerification(Caller caller, String userId) {
    return admin
        .find(caller, userId)
        .invoke(mails::requireConfigured)
        .invoke(AddressAdministration::requireUnverified)
        .call(account -> throttle.admit(account.email(), Optional.of(userId)))
        .chain(
            account -> challengeMails.send(ChallengePurpose.VERIFY_EMAIL, userId, account.email()));
  }

  /** Fails as {@link AddressService#markVerified}. */
  Uni<Account> markVerified(Caller caller, String userId) {
    return admin
        .find(caller, userId)
        .chain(account -> addresses.markVerified(userId, caller.userId()));
  }

  /**
   * Fails as {@link AddressService#forceReset}.
   *
   * @throws ApiException {@link ErrorCode#OWN_ACCOUNT}, {@link ErrorCode#MAIL_NOT_CONFIGURED}
   */
  Uni<Void> forceReset(Caller caller, String userId) {
    return admin
        .find(caller, userId)
        .invoke(mails::requireConfigured)
        .invoke(
            account -> {
              if (userId.equals(caller.userId())) {
                throw ApiException.of(ErrorCode.OWN_ACCOUNT);
              }
            })
        .chain(account -> addresses.forceReset(userId, caller.userId()))
        .replaceWithVoid();
  }

  private static void requireUnverified(Account account) {
    if (account.email() == null) {
      throw ApiException.of(ErrorCode.NO_EMAIL);
    }
    if (account.emailVerified()) {
      throw ApiException.of(ErrorCode.EMAIL_ALREADY_VERIFIED);
    }
  }
}
