package io.vestibule.servicekey;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The service-keys table. Item: {@code collection} (S, always {@code service-keys}) and {@code id}
 * (S) as key, {@code name} (S), {@code scopes} and {@code ip_allow} (L of S), {@code enabled}
 * (BOOL), {@code created_at}, {@code created_by} (S), {@code valid_until}, {@code last_used_at} (S,
 * ISO-8601, optional), {@code hash} (S), {@code old_hash} and {@code old_until} (S, optional). All
 * keys are in one partition, because there are few and every replica reads them all at once, every
 * ten seconds; so a list is a consistent query.
 */
@ApplicationScoped
class ServiceKeyStore {
  private static final String COLLECTION = "service-keys";
  private static final String EXISTS = "attribute_exists(#id)";

  private final Dynamo dynamo;
  private final String table;

  ServiceKeyStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.serviceKeys();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "collection").sortedBy("id", ScalarAttributeType.S);
  }

  /** A page of keys, oldest first. */
  record Page(List<ServiceKey> keys, Optional<String> last) {}

  /**
   * @param after the id of the last key of the page before
   */
  Uni<Page> page(int limit, Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    collection()
                        .limit(limit)
                        .exclusiveStartKey(after.map(ServiceKeyStore::key).orElse(null))
                        .build()))
        .map(
            found ->
                new Page(
                    found.items().stream()
                        .map(row -> ServiceKeyItems.read(StoredItem.of(row)).key())
                        .toList(),
                    StoredItem.ofNullable(found.lastEvaluatedKey()).map(last -> last.text("id"))));
  }

  /** All keys by id, read consistently. */
  Uni<Map<String, StoredServiceKey>> all() {
    return add(new HashMap<>(), null);
  }

  private Uni<Map<String, StoredServiceKey>> add(
      Map<String, StoredServiceKey> keys, Map<String, AttributeValue> after) {
    return dynamo
        .call(db -> db.query(collection().exclusiveStartKey(after).build()))
        .chain(
            found -> {
              found.items().stream()
                  .map(row -> ServiceKeyItems.read(StoredItem.of(row)))
                  .forEach(key -> keys.put(key.key().id(), key));
              return found.hasLastEvaluatedKey()
                  ? add(keys, found.lastEvaluatedKey())
                  : Uni.createFrom().item(keys);
            });
  }

  /** How many keys there are, up to {@code most}. */
  Uni<Integer> count(int most) {
    return dynamo
        .call(db -> db.query(collection().limit(most).projectionExpression("id").build()))
        .map(found -> found.items().size());
  }

  /** Read consistently. */
  Uni<Optional<StoredServiceKey>> find(String id) {
    return dynamo.read(table, key(id)).map(found -> found.map(ServiceKeyItems::read));
  }

  /**
   * Creates the key together with further writes. False if a condition failed, and nothing was
   * written. It is a transaction even alone: the SDK repeats a request whose response was lost, and
   * a transaction is recognized then.
   */
  Uni<Boolean> create(StoredServiceKey created, List<TransactWriteItem> together) {
    Map<String, AttributeValue> row = new HashMap<>(key(created.key().id()));
    row.putAll(ServiceKeyItems.write(created));
    return transact(Dynamo.putNew(table, "id", row), together);
  }

  private Uni<Boolean> transact(TransactWriteItem write, List<TransactWriteItem> together) {
    List<TransactWriteItem> writes = new ArrayList<>(List.of(write));
    writes.addAll(together);
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(false);
  }

  /**
   * Sets the members that the change names, and leaves what another administrator changes
   * meanwhile. False if the key does not exist.
   *
   * @param changed the key with the new values
   */
  Uni<Boolean> change(ServiceKey changed, ServiceKeyChange change) {
    List<String> sets = new ArrayList<>();
    Map<String, String> names = new HashMap<>(Map.of("#id", "id"));
    Item values = item();
    if (change.name().isPresent()) {
      sets.add("#name = :name");
      names.put("#name", "name");
      values.text(":name", changed.name());
    }
    if (change.scopes().isPresent()) {
      sets.add("scopes = :scopes");
      values.value(":scopes", ServiceKeyItems.texts(changed.scopes()));
    }
    if (change.ipAllow().isPresent()) {
      sets.add("ip_allow = :ip_allow");
      values.value(":ip_allow", ServiceKeyItems.texts(changed.ipAllow()));
    }
    if (change.enabled().isPresent()) {
      sets.add("#enabled = :enabled");
      names.put("#enabled", "enabled");
      values.flag(":enabled", changed.enabled());
    }
    boolean endless = change.expiresAt().isPresent() && changed.expiresAt().isEmpty();
    if (change.expiresAt().isPresent() && !endless) {
      sets.add("valid_until = :end");
      values.time(":end", changed.expiresAt().orElseThrow());
    }
    String expression =
        (sets.isEmpty() ? "" : "SET " + String.join(", ", sets))
            + (endless ? " REMOVE valid_until" : "");
    return expression.isEmpty()
        ? Uni.createFrom().item(true)
        : update(changed.id(), expression, EXISTS, names, values.attributes());
  }

  /**
   * Replaces the secret, as {@link #create} together with further writes. False also if the key
   * does not exist or was rotated in the meantime.
   *
   * @param oldUntil until when the old secret stays valid; empty to remove it at once
   */
  Uni<Boolean> rotate(
      StoredServiceKey before,
      String hash,
      Optional<Instant> oldUntil,
      List<TransactWriteItem> together) {
    Update update =
        Update.builder()
            .tableName(table)
            .key(key(before.key().id()))
            .updateExpression(
                oldUntil.isPresent()
                    ? "SET #hash = :hash, old_hash = :old, old_until = :until"
                    : "SET #hash = :hash REMOVE old_hash, old_until")
            .conditionExpression("#hash = :old")
            .expressionAttributeNames(Map.of("#hash", "hash"))
            .expressionAttributeValues(
                item()
                    .text(":hash", hash)
                    .text(":old", before.hash())
                    .time(":until", oldUntil.orElse(null))
                    .attributes())
            .build();
    return transact(TransactWriteItem.builder().update(update).build(), together);
  }

  /** Does nothing if the key does not exist. */
  Uni<Void> touch(String id, Instant now) {
    return update(
            id,
            "SET last_used_at = :now",
            EXISTS,
            Map.of("#id", "id"),
            item().time(":now", now).attributes())
        .replaceWithVoid();
  }

  /** False if there was no such key. */
  Uni<Boolean> delete(String id) {
    return dynamo
        .call(
            db ->
                db.deleteItem(
                    delete ->
                        delete
                            .tableName(table)
                            .key(key(id))
                            .conditionExpression(EXISTS)
                            .expressionAttributeNames(Map.of("#id", "id"))))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  private Uni<Boolean> update(
      String id,
      String expression,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(id))
                            .updateExpression(expression)
                            .conditionExpression(condition)
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values.isEmpty() ? null : values)))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  private QueryRequest.Builder collection() {
    return QueryRequest.builder()
        .tableName(table)
        .consistentRead(true)
        .keyConditionExpression("#collection = :all")
        .expressionAttributeNames(Map.of("#collection", "collection"))
        .expressionAttributeValues(item().text(":all", COLLECTION).attributes());
  }

  private static Map<String, AttributeValue> key(String id) {
    return item().text("collection", COLLECTION).text("id", id).attributes();
  }
}
