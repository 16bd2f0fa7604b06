package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Finds the meter of an account: the row of its API token, of which the users table has a sealed
 * copy ({@code sealed_api_token}). A rotation changes both in one transaction, so that this
 * consistent read is never outdated.
 */
@ApplicationScoped
class MeterLocation {
  private static final String SEALED = "sealed_api_token";

  private final Dynamo dynamo;
  private final ApiTokens tokens;
  private final String users;

  MeterLocation(Dynamo dynamo, ApiTokens tokens, TablesConfig tables) {
    this.dynamo = dynamo;
    this.tokens = tokens;
    this.users = tables.users();
  }

  /** The key of the row; empty if the account does not exist. */
  Uni<Optional<String>> find(String userId) {
    return dynamo
        .read(users, item().text("user_id", userId).attributes(), List.of(SEALED))
        .map(
            found ->
                found
                    .filter(row -> row.has(SEALED))
                    .map(row -> tokens.open(row.text(SEALED), userId).digest()));
  }
}
