package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Records of earlier systems in the users table. Such a record has no credential; provisioning
 * turns it into an account ({@code ProvisioningService}).
 */
@ApplicationScoped
public class LegacyRecords {
  private static final String NO_ACCOUNT =
      "attribute_not_exists(sealed_api_token) AND attribute_not_exists(password_hash)";

  private final Dynamo dynamo;
  private final String table;

  LegacyRecords(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.users();
  }

  /** What is stored under a user id. */
  public enum Stored {
    NOTHING,
    RECORD,
    ACCOUNT
  }

  /** Read consistently. */
  public Uni<Stored> find(String userId) {
    return dynamo
        .read(table, AccountItems.key(userId))
        .map(
            found ->
                found
                    .map(
                        row ->
                            row.has("sealed_api_token") || row.has("password_hash")
                                ? Stored.ACCOUNT
                                : Stored.RECORD)
                    .orElse(Stored.NOTHING));
  }

  /**
   * Copies a record into the table.
   *
   * @return false if something is stored under its id
   */
  public Uni<Boolean> copy(LegacyRecord record) {
    return isDone(
        dynamo.call(
            db ->
                db.putItem(
                    put ->
                        put.tableName(table)
                            .item(record.attributes())
                            .conditionExpression("attribute_not_exists(user_id)"))));
  }

  /**
   * Removes from a record in the table what an account cannot have, and sets its role. Nothing
   * happens if it has become an account.
   */
  public Uni<Boolean> correct(LegacyRecord record) {
    AttributeChange change = new AttributeChange();
    record.invalid().forEach(change::remove);
    record.absent().forEach(change::remove);
    Optional.ofNullable(record.attributes().get("role"))
        .ifPresent(role -> change.set("role", role));
    if (change.names().isEmpty()) {
      return Uni.createFrom().item(true);
    }
    Map<String, AttributeValue> values = new LinkedHashMap<>(change.values());
    return isDone(
        dynamo.call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(AccountItems.key(record.text("user_id")))
                            .updateExpression(change.expression())
                            .conditionExpression("attribute_exists(user_id) AND " + NO_ACCOUNT)
                            .expressionAttributeNames(change.names())
                            .expressionAttributeValues(values.isEmpty() ? null : values))));
  }

  private static Uni<Boolean> isDone(Uni<?> write) {
    return write
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }
}
