package io.vestibule.identity;

import static io.vestibule.dynamo.Item.item;

import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Rows of the logins table: {@code login} (S, {@link FederatedIdentity#key} or {@code
 * email:<address>}), {@code user_id} (S), {@code created_at} (S, ISO-8601). A row decides which
 * account a login belongs to.
 */
final class LoginRows {
  /** The row of an erased account may be replaced: see {@link FederatedIdentityStore#erase}. */
  static final String NOT_IN_USE = "attribute_not_exists(login) OR attribute_exists(erased_at)";

  static final String NOT_EXISTS = "attribute_not_exists(login)";

  private LoginRows() {}

  static TransactWriteItem put(
      String table, String login, String userId, Instant createdAt, String condition) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(
                        item()
                            .text("login", login)
                            .text("user_id", userId)
                            .time("created_at", createdAt)
                            .attributes())
                    .conditionExpression(condition))
        .build();
  }

  /** Assigns the login to the user unless another user has it. */
  static TransactWriteItem claim(String table, String login, String userId, Instant now) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(item().text("login", login).attributes())
                    .updateExpression(
                        "SET user_id = :user, created_at = if_not_exists(created_at, :now)")
                    .conditionExpression("attribute_not_exists(login) OR user_id = :user")
                    .expressionAttributeValues(
                        item().text(":user", userId).time(":now", now).attributes()))
        .build();
  }
}
