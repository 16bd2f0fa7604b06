package io.vestibule.command;

import io.vestibule.dynamo.Tables;
import jakarta.inject.Singleton;

/** What commands work with. Nothing in it is made before a command asks for it. */
@Singleton
class Workplace {
  private final Tables tables;

  Workplace(Tables tables) {
    this.tables = tables;
  }

  Tables tables() {
    return tables;
  }
}
