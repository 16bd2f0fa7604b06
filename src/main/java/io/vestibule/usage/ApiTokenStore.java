package io.vestibule.usage;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The tokens table. Item: {@code token} (S, SHA-256 hex), {@code user_id}, {@code owner_email},
 * {@code usage_count} (N), {@code plan_type}, {@code created_at} (S, ISO-8601).
 */
@ApplicationScoped
class ApiTokenStore {
  private static final String ABSENT = "attribute_not_exists(#token)";

  private final String table;

  ApiTokenStore(TablesConfig tables) {
    this.table = tables.userTokens();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "token", Index.by("owner-index", "user_id").keysOnly());
  }

  /** The write that makes the token known, to be part of the owner's sign-up. */
  TransactWriteItem creation(
      ApiToken token, String userId, String email, String plan, Instant now) {
    Item item =
        Item.item()
            .text("token", token.digest())
            .text("user_id", userId)
            .text("owner_email", email)
            .number("usage_count", 0)
            .text("plan_type", plan)
            .time("created_at", now);
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(item.attributes())
                    .conditionExpression(ABSENT)
                    .expressionAttributeNames(java.util.Map.of("#token", "token")))
        .build();
  }
}
