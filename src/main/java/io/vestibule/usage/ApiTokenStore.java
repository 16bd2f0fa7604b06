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
 * The API tokens in the tokens table ({@link MeterItems}). Most writes are part of the account's
 * transactions, so that account and token are always consistent.
 */
@ApplicationScoped
class ApiTokenStore {
  private static final String OWNER_INDEX = "owner-index";

  private final Dynamo dynamo;
  private final String table;

  ApiTokenStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.userTokens();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "token", Index.by(OWNER_INDEX, "user_id").keysOnly())
        .expiringBy("expires_at");
  }

  /**
   * The write that creates the token's row.
   *
   * @param count units in the month of {@code now}
   */
  TransactWriteItem creation(
      ApiToken token,
      String userId,
      String email,
      String plan,
      long count,
      Instant createdAt,
      Instant now) {
    return putNew(
        item()
            .text("token", token.digest())
            .text("user_id", userId)
            .text("owner_email", email)
            .number("usage_count", count)
            .text("plan_type", plan)
            .time("created_at", createdAt)
            .text("period", UsagePeriod.at(now).text())
            .value("history", MeterItems.write(new TreeMap<>()))
            .value(KeyMeterItems.KEYS, KeyMeterItems.only(KeyMeter.takenOver(count, now)))
            .attributes());
  }

  /** The write that sets the plan, if given, and blocks or unblocks the token, if given. */
  TransactWriteItem statusUpdate(
      String digest, Optional<String> plan, Optional<Boolean> suspended) {
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
    return dynamo.read(table, key(digest));
  }

  /**
   * The two writes that move the row {@code old}, with all counts, to the key {@code newDigest}.
   * The condition of the first fails if the row changed since {@code old} was read.
   *
   * @param keepKeys whether the named keys of the account continue to work
   */
  List<TransactWriteItem> replacement(StoredItem old, String newDigest, boolean keepKeys) {
    Map<String, AttributeValue> row = new HashMap<>(old.attributes());
    if (!keepKeys) {
      row.computeIfPresent(KeyMeterItems.KEYS, (name, keys) -> KeyMeterItems.unnamedOf(keys));
    }
    row.put("token", AttributeValue.fromS(newDigest));
    row.remove("blocked");
    row.remove("frozen_until");
    return List.of(deletionOf(old), putNew(row));
  }

  /**
   * Blocks the token during its rotation. Does nothing if it is blocked already or does not exist.
   *
   * @param until when the rotation counts as interrupted, so that the token works again
   */
  Uni<Void> freeze(String digest, Instant until) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(digest))
                            .updateExpression("SET #blocked = :rotating, frozen_until = :until")
                            .conditionExpression(
                                "attribute_exists(#token) AND attribute_not_exists(#blocked)")
                            .expressionAttributeNames(
                                Map.of("#token", "token", "#blocked", "blocked"))
                            .expressionAttributeValues(
                                item()
                                    .text(":rotating", MeterItems.wire(Block.ROTATING))
                                    .epochSeconds(":until", until)
                                    .attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /**
   * Keys of the user's rows, from the index, which is eventually consistent: the API token and the
   * named keys with their secrets and histories.
   */
  Uni<List<String>> ownedBy(String userId, int limit) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(OWNER_INDEX)
                            .keyConditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())
                            .limit(limit)))
        .map(page -> page.items().stream().map(row -> StoredItem.of(row).text("token")).toList());
  }

  /** Sets or removes the owner's address; does nothing if the row is not that of an API token. */
  Uni<Void> setOwnerEmail(String digest, Optional<String> email) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update -> {
                      update
                          .tableName(table)
                          .key(key(digest))
                          .updateExpression(
                              email.isPresent() ? "SET owner_email = :email" : "REMOVE owner_email")
                          .conditionExpression("attribute_exists(usage_count)");
                      email.ifPresent(
                          address ->
                              update.expressionAttributeValues(
                                  item().text(":email", address).attributes()));
                    }))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Deletes the row, if it exists. */
  Uni<Void> delete(String digest) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(digest))))
        .replaceWithVoid();
  }

  private TransactWriteItem deletionOf(StoredItem old) {
    List<String> conditions = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Item values = item();
    for (String attribute :
        List.of(
            "usage_count",
            "period",
            "plan_type",
            "blocked",
            MeterItems.ANNOUNCED,
            KeyMeterItems.KEYS)) {
      names.put("#" + attribute, attribute);
      if (old.has(attribute)) {
        conditions.add("#" + attribute + " = :" + attribute);
        values.value(":" + attribute, old.attributes().get(attribute));
      } else {
        conditions.add("attribute_not_exists(#" + attribute + ")");
      }
    }
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(table)
                    .key(key(old.text("token")))
                    .conditionExpression(String.join(" AND ", conditions))
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> row) {
    return Dynamo.putNew(table, "token", row);
  }
}
