package io.vestibule.command;

import io.vertx.core.Vertx;
import io.vestibule.account.AccountService;
import io.vestibule.account.TokenSeals;
import io.vestibule.dynamo.Tables;
import io.vestibule.imports.CognitoImport;
import io.vestibule.imports.PostgresImport;
import jakarta.inject.Singleton;

/** What commands work with. Nothing behind it is made before a command asks for it. */
@Singleton
class Workplace {
  private final Tables tables;
  private final AccountService accounts;
  private final TokenSeals tokenSeals;
  private final CognitoImport cognitoImport;
  private final PostgresImport postgresImport;
  private final Vertx vertx;

  Workplace(
      Tables tables,
      AccountService accounts,
      TokenSeals tokenSeals,
      CognitoImport cognitoImport,
      PostgresImport postgresImport,
      Vertx vertx) {
    this.tables = tables;
    this.accounts = accounts;
    this.tokenSeals = tokenSeals;
    this.cognitoImport = cognitoImport;
    this.postgresImport = postgresImport;
    this.vertx = vertx;
  }

  Tables tables() {
    return tables;
  }

  AccountService accounts() {
    return accounts;
  }

  TokenSeals tokenSeals() {
    return tokenSeals;
  }

  CognitoImport cognitoImport() {
    return cognitoImport;
  }

  PostgresImport postgresImport() {
    return postgresImport;
  }

  Vertx vertx() {
    return vertx;
  }
}
