package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;
import static io.vestibule.usage.MeterItems.key;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.usage.Meter.Block;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The tokens table: which token is whose ({@link MeterItems}). Most writes are parts of the
 * account's own transactions, so that an account and its token never disagree.
 */
@ApplicationScoped
class ApiTokenStore {
  private static final String BY_OWNER = "owner-index";

  private final Dynamo dynamo;
  private final String table;

  ApiTokenStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.userTokens();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "token", Index.by(BY_OWNER, "user_id").keysOnly())
        .expiringBy("expires_at");
  }

  /** The write that makes the token known. */
  TransactWriteItem creation(
      ApiToken token, String userId, String email, String plan, Instant now) {
    return putNew(
        item()
            .text("token", token.digest())
            .text("user_id", userId)
            .text("owner_email", email)
            .number("usage_count", 0)
            .text("plan_type", plan)
            .time("created_at", now)
            .text("period", Period.at(now).text())
            .value("history", MeterItems.write(new TreeMap<>()))
            .attributes());
  }

  /** The write that sets the plan, where one is given, and blocks or unblocks the token. */
  TransactWriteItem standing(String digest, Optional<String> plan, Optional<Boolean> suspended) {
    List<String> sets = new ArrayList<>();
    List<String> removals = new ArrayList<>();
    Map<String, String> names = new HashMap<>(Map.of("#token", "token"));
    Item values = item();
    plan.ifPresent(
        name -> {
          sets.add("plan_type = :plan");
          values.text(":plan", name);
        });
    suspended.ifPresent(
        blocked -> {
          names.put("#blocked", "blocked");
          if (blocked) {
            sets.add("#blocked = :suspended");
            values.text(":suspended", MeterItems.wire(Block.SUSPENDED));
          } else {
            removals.add("#blocked");
          }
        });
    String expression =
        (sets.isEmpty() ? "" : "SET " + String.join(", ", sets))
            + (removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals));
    return TransactWriteItem.builder()
        .update(
            update -> {
              update
                  .tableName(table)
                  .key(key(digest))
                  .updateExpression(expression.strip())
                  .conditionExpression("attribute_exists(#token)")
                  .expressionAttributeNames(names);
              if (!values.attributes().isEmpty()) {
                update.expressionAttributeValues(values.attributes());
              }
            })
        .build();
  }

  /** The row as it is stored, read consistently. */
  Uni<Optional<StoredItem>> find(String digest) {
    return dynamo
        .call(db -> db.getItem(get -> get.tableName(table).key(key(digest)).consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()));
  }

  /**
   * The two writes that put {@code fresh} in the place of the token whose row is {@code old}, with
   * all that was counted. The first is refused where anything was counted or changed since {@code
   * old} was read.
   */
  List<TransactWriteItem> replacement(StoredItem old, String fresh) {
    Map<String, AttributeValue> row = new HashMap<>(old.attributes());
    row.put("token", AttributeValue.fromS(fresh));
    row.remove("blocked");
    return List.of(deletionOf(old), putNew(row));
  }

  /** Stops the token from counting; nothing where it is blocked already, or gone. */
  Uni<Void> freeze(String digest) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(digest))
                            .updateExpression("SET #blocked = :rotating")
                            .conditionExpression(
                                "attribute_exists(#token) AND attribute_not_exists(#blocked)")
                            .expressionAttributeNames(
                                Map.of("#token", "token", "#blocked", "blocked"))
                            .expressionAttributeValues(
                                item()
                                    .text(":rotating", MeterItems.wire(Block.ROTATING))
                                    .attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Keys of the user's rows, from the index: one made a moment ago may still be missing. */
  Uni<List<String>> ownedBy(String userId, int limit) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(BY_OWNER)
                            .keyConditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())
                            .limit(limit)))
        .map(page -> page.items().stream().map(row -> StoredItem.of(row).text("token")).toList());
  }

  /** Removes the row; nothing where there is none. */
  Uni<Void> delete(String digest) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(digest))))
        .replaceWithVoid();
  }

  private TransactWriteItem deletionOf(StoredItem old) {
    List<String> same = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Item values = item();
    for (String attribute : List.of("usage_count", "period", "plan_type", "blocked")) {
      names.put("#" + attribute, attribute);
      if (old.has(attribute)) {
        same.add("#" + attribute + " = :" + attribute);
        values.value(":" + attribute, old.attributes().get(attribute));
      } else {
        same.add("attribute_not_exists(#" + attribute + ")");
      }
    }
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(table)
                    .key(key(old.text("token")))
                    .conditionExpression(String.join(" AND ", same))
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> row) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(row)
                    .conditionExpression("attribute_not_exists(#token)")
                    .expressionAttributeNames(Map.of("#token", "token")))
        .build();
  }
}
