package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountAdministration;
import io.vestibule.account.AccountService;
import io.vestibule.account.AccountStatusChange;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * Operations for administrators. The role in a token may be outdated, so every call reads the
 * administrator's account: a demotion takes effect at once.
 */
@ApplicationScoped
class AdminService {
  private static final int MAX_ID_LENGTH = 255;

  private final AccountService accounts;
  private final AccountAdministration administration;
  private final FreshAuthentication fresh;

  AdminService(
      AccountService accounts, AccountAdministration administration, FreshAuthentication fresh) {
    this.accounts = accounts;
    this.administration = administration;
    this.fresh = fresh;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<Account> find(Caller admin, String userId) {
    return requireAdmin(admin)
        .invoke(() -> refuseTooLong(userId))
        .chain(() -> accounts.find(userId))
        .map(AuthenticatedAccount::account);
  }

  /**
   * @param condition what must hold before the change
   * @throws ApiException {@link ErrorCode#OWN_ACCOUNT} if administrators would lock themselves out;
   *     {@link ErrorCode#REAUTHENTICATION_REQUIRED} for a role, and for the status of an
   *     administrator; otherwise as {@link AccountAdministration#change}
   */
  Uni<Account> change(
      Caller admin, String userId, AccountStatusChange change, Supplier<Uni<Void>> condition) {
    return requireAdmin(admin)
        .invoke(() -> refuseTooLong(userId))
        .invoke(() -> refuseSelfLockout(admin, userId, change))
        .call(() -> requireProof(admin, userId, change))
        .chain(condition::get)
        .chain(() -> administration.change(userId, change, admin.userId()));
  }

  /**
   * @throws ApiException {@link ErrorCode#FORBIDDEN}
   */
  Uni<Void> requireAdmin(Caller admin) {
    return accounts
        .find(admin.userId())
        .map(AuthenticatedAccount::account)
        .invoke(
            account -> {
              if (account.role() != Role.ADMIN || account.status() != Status.ACTIVE) {
                throw ApiException.of(ErrorCode.FORBIDDEN);
              }
            })
        .replaceWithVoid();
  }

  /**
   * A stolen session could make one's own second account an administrator, and then lock out the
   * others.
   */
  private Uni<Void> requireProof(Caller admin, String userId, AccountStatusChange change) {
    if (fresh.isFresh(admin)) {
      return Uni.createFrom().voidItem();
    }
    if (change.role().isPresent()) {
      throw fresh.required();
    }
    return change.status().isEmpty()
        ? Uni.createFrom().voidItem()
        : accounts
            .find(userId)
            .invoke(
                found -> {
                  if (found.account().role() == Role.ADMIN) {
                    throw fresh.required();
                  }
                })
            .replaceWithVoid();
  }

  /** DynamoDB refuses keys that are too long. */
  static void refuseTooLong(String userId) {
    if (userId.length() > MAX_ID_LENGTH) {
      throw ApiException.of(ErrorCode.USER_NOT_FOUND);
    }
  }

  private static void refuseSelfLockout(Caller admin, String userId, AccountStatusChange change) {
    boolean demotes = change.role().filter(role -> role != Role.ADMIN).isPresent();
    boolean suspends = change.status().filter(status -> status != Status.ACTIVE).isPresent();
    if (userId.equals(admin.userId()) && (demotes || suspends)) {
      throw ApiException.of(ErrorCode.OWN_ACCOUNT);
    }
  }
}
