package io.vestibule.command;

import io.vertx.core.Vertx;
import io.vestibule.dynamo.Tables;
import io.vestibule.imports.CognitoImport;
import io.vestibule.imports.PostgresImport;
import jakarta.inject.Singleton;

/** What commands work with. Nothing in it is made before a command asks for it. */
@Singleton
class Workplace {
  private final Tables tables;
  private final CognitoImport cognitoImport;
  private final PostgresImport postgresImport;
  private final Vertx vertx;

  Workplace(
      Tables tables, CognitoImport cognitoImport, PostgresImport postgresImport, Vertx vertx) {
    this.tables = tables;
    this.cognitoImport = cognitoImport;
    this.postgresImport = postgresImport;
    this.vertx = vertx;
  }

  Tables tables() {
    return tables;
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
