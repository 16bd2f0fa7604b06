package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AdministeredAccounts;
import io.vestibule.account.CreatedAccounts;
import io.vestibule.address.AddressService;
import io.vestibule.mail.Mails;
import io.vestibule.privacy.AccountErasure;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.throttle.MailThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** How administrators create, invite and delete users. */
@ApplicationScoped
class UserLifecycleService {
  private final AdminService admin;
  private final CreatedAccounts creation;
  private final AdministeredAccounts administered;
  private final AddressService addresses;
  private final AccountErasure erasure;
  private final Mails mails;
  private final MailThrottle throttle;
  private final FreshAuthentication fresh;

  UserLifecycleService(
      AdminService admin,
      CreatedAccounts creation,
      AdministeredAccounts administered,
      AddressService addresses,
      AccountErasure erasure,
      Mails mails,
      MailThrottle throttle,
      FreshAuthentication fresh) {
    this.admin = admin;
    this.creation = creation;
    this.administered = administered;
    this.addresses = addresses;
    this.erasure = erasure;
    this.mails = mails;
    this.throttle = throttle;
    this.fresh = fresh;
  }

  /**
   * Creates an account. A new administrator could be one's own second account, so that a stolen
   * session would stay: hence the recent proof.
   *
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#MAIL_NOT_CONFIGURED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}, or as {@link
   *     CreatedAccounts#create}
   */
  Uni<AdminUser> create(Caller caller, UserCreation wanted) {
    fresh.require(caller);
    if (wanted.invite()) {
      mails.requireConfigured();
    }
    return admin
        .requireAdmin(caller)
        .chain(
            () ->
                wanted.invite()
                    ? throttle.admit(wanted.account().email().value(), Optional.empty())
                    : Uni.createFrom().voidItem())
        .chain(() -> creation.create(wanted.account(), wanted.invite(), caller.userId()))
        .chain(administered::find)
        .map(AdminUser::of);
  }

  /**
   * Sends the invitation again.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#NO_EMAIL}, {@link
   *     ErrorCode#INVITATION_ACCEPTED}, {@link ErrorCode#TOO_MANY_ATTEMPTS}, {@link
   *     ErrorCode#MAIL_NOT_CONFIGURED}
   */
  Uni<Void> invite(Caller caller, String userId) {
    return admin
        .find(caller, userId)
        .invoke(mails::requireConfigured)
        .call(this::requireInvitable)
        .call(account -> throttle.admit(account.email(), Optional.of(userId)))
        .chain(account -> creation.invite(account, caller.userId()));
  }

  /**
   * Erases an account and all its data. As nobody can delete themself, one administrator stays.
   *
   * @return false if the remaining data is erased later
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link
   *     ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#OWN_ACCOUNT}
   */
  Uni<Boolean> delete(Caller caller, String userId) {
    fresh.require(caller);
    return admin
        .find(caller, userId)
        .invoke(
            account -> {
              if (userId.equals(caller.userId())) {
                throw ApiException.of(ErrorCode.OWN_ACCOUNT);
              }
            })
        .chain(() -> erasure.erase(userId, caller.userId()));
  }

  /** A link to an account in use would be a second way to reset its password, for a week. */
  private Uni<Void> requireInvitable(Account account) {
    if (account.email() == null) {
      throw ApiException.of(ErrorCode.NO_EMAIL);
    }
    return addresses
        .isUnused(account.userId())
        .invoke(
            unused -> {
              if (!unused) {
                throw ApiException.of(ErrorCode.INVITATION_ACCEPTED);
              }
            })
        .replaceWithVoid();
  }
}
