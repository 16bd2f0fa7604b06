package io.vestibule.throttle;

import static io.vestibule.dynamo.Item.item;
import static java.util.stream.Collectors.toMap;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * The throttles table. Counter: {@code key} (S), {@code failures} (N), {@code expires_at} (N, epoch
 * seconds, TTL: the end of its window). Known address: {@code key}, {@code expires_at}.
 */
@ApplicationScoped
class ThrottleStore {
  private final Dynamo dynamo;
  private final String table;

  ThrottleStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.throttles();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "key").expiringBy("expires_at");
  }

  /** All that is known of an attempt, in one consistent read. */
  Uni<Standing> read(Attempt attempt) {
    List<Map<String, AttributeValue>> keys =
        Stream.concat(attempt.counters().stream().map(Counter::key), Stream.of(attempt.known()))
            .map(ThrottleStore::key)
            .toList();
    KeysAndAttributes wanted = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    return dynamo
        .call(db -> db.batchGetItem(get -> get.requestItems(Map.of(table, wanted))))
        .map(found -> standing(attempt, found));
  }

  /** One more. */
  Uni<Void> count(Counter counter) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(counter.key()))
                            .updateExpression("ADD failures :one SET expires_at = :end")
                            .expressionAttributeValues(
                                item()
                                    .number(":one", 1)
                                    .epochSeconds(":end", counter.end())
                                    .attributes())))
        .replaceWithVoid();
  }

  /** One more, unless the limit is reached; false where it is. */
  Uni<Boolean> countBelowLimit(Counter counter) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(counter.key()))
                            .updateExpression("ADD failures :one SET expires_at = :end")
                            .conditionExpression(
                                "attribute_not_exists(failures) OR failures < :limit")
                            .expressionAttributeValues(
                                item()
                                    .number(":one", 1)
                                    .number(":limit", counter.limit())
                                    .epochSeconds(":end", counter.end())
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  Uni<Void> remember(String known, Instant until) {
    Map<String, AttributeValue> row =
        item().text("key", known).epochSeconds("expires_at", until).attributes();
    return dynamo.call(db -> db.putItem(put -> put.tableName(table).item(row))).replaceWithVoid();
  }

  Uni<Void> clear(Counter counter) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(counter.key()))))
        .replaceWithVoid();
  }

  private Standing standing(Attempt attempt, BatchGetItemResponse found) {
    if (!found.unprocessedKeys().isEmpty()) {
      // Four small items are left over only where DynamoDB throttles.
      throw ApiException.of(ErrorCode.UNAVAILABLE);
    }
    Map<String, StoredItem> rows =
        found.responses().getOrDefault(table, List.of()).stream()
            .map(StoredItem::of)
            .collect(toMap(row -> row.text("key"), row -> row));
    Map<String, Long> failures =
        attempt.counters().stream()
            .map(Counter::key)
            .filter(rows::containsKey)
            .collect(toMap(key -> key, key -> rows.get(key).number("failures")));
    return new Standing(
        attempt,
        failures,
        Optional.ofNullable(rows.get(attempt.known())).map(row -> row.epochSeconds("expires_at")));
  }

  private static Map<String, AttributeValue> key(String key) {
    return item().text("key", key).attributes();
  }
}
