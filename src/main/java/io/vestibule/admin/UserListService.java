package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountList;
import io.vestibule.account.AccountQuery;
import io.vestibule.account.AdministeredAccounts;
import io.vestibule.account.EmailAddress;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds accounts, for administrators and back ends. */
@ApplicationScoped
class UserListService {
  private final CurrentActor actors;
  private final AdministeredAccounts accounts;
  private final AccountList list;

  UserListService(CurrentActor actors, AdministeredAccounts accounts, AccountList list) {
    this.actors = actors;
    this.accounts = accounts;
    this.list = list;
  }

  /** The account of that address; an empty list if there is none. */
  Uni<AdminUserList> find(EmailAddress email) {
    return actors
        .require()
        .chain(() -> accounts.findByEmail(email))
        .map(found -> new AdminUserList(found.stream().map(AdminUser::of).toList(), null));
  }

  /**
   * A page of accounts.
   *
   * @param cursor of the page before; empty for the first page
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  Uni<AdminUserList> list(AccountQuery query, int limit, Optional<String> cursor) {
    return actors
        .require()
        .chain(() -> list.page(query, limit, cursor))
        .map(
            page ->
                new AdminUserList(
                    page.accounts().stream().map(AdminUser::of).toList(),
                    page.nextCursor().orElse(null)));
  }
}
