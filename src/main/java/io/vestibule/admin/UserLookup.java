package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.AuthenticatedAccount;
import io.vestibule.account.EmailAddress;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Finds accounts, for administrators and back ends. */
@ApplicationScoped
class UserLookup {
  private final CurrentActor actors;
  private final AccountService accounts;

  UserLookup(CurrentActor actors, AccountService accounts) {
    this.actors = actors;
    this.accounts = accounts;
  }

  /** The account of that address; empty if there is none. */
  Uni<List<Account>> findByEmail(EmailAddress email) {
    return actors
        .require()
        .chain(() -> accounts.findByEmail(email))
        .map(found -> found.stream().toList());
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<Account> find(String userId) {
    return actors
        .require()
        .invoke(() -> AdminService.refuseTooLong(userId))
        .chain(() -> accounts.find(userId))
        .map(AuthenticatedAccount::account);
  }
}
