package io.vestibule.command;

import io.vestibule.account.AccountService;
import io.vestibule.dynamo.Tables;
import jakarta.inject.Singleton;

/** What commands work with. Nothing behind it is made before a command asks for it. */
@Singleton
class Workplace {
  private final Tables tables;
  private final AccountService accounts;

  Workplace(Tables tables, AccountService accounts) {
    this.tables = tables;
    this.accounts = accounts;
  }

  Tables tables() {
    return tables;
  }

  AccountService accounts() {
    return accounts;
  }
}
