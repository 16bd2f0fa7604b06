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
 * The throttles table. A counter: {@code key} (S), {@code failures} (N), {@code expires_at} (N,
 * epoch seconds, TTL: end of the window). A known client address: {@code key}, {@code expires_at}.
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

  /** The stored state of an attempt, in one consistent read. */
  Uni<ThrottleState> read(LoginAttempt attempt) {
    List<Map<String, AttributeValue>> keys =
        Stream.concat(
                attempt.counters().stream().map(FailureCounter::key),
                Stream.of(attempt.knownAddress()))
            .map(ThrottleStore::key)
            .toList();
    KeysAndAttributes wanted = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    return dynamo
        .call(db -> db.batchGetItem(get -> get.requestItems(Map.of(table, wanted))))
        .map(found -> state(attempt, found));
  }

  /** Increments the counter unless it has reached its limit; false where it has. */
  Uni<Boolean> countBelowLimit(FailureCounter counter) {
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

  /** Decrements the counter; nothing where it was cleared in the meantime. */
  Uni<Void> release(FailureCounter counter) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(counter.key()))
                            .updateExpression("ADD failures :minus_one")
                            .conditionExpression("failures > :none")
                            .expressionAttributeValues(
                                item().number(":minus_one", -1).number(":none", 0).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Stores that the client address is known until the given time. */
  Uni<Void> remember(String known, Instant until) {
    Map<String, AttributeValue> row =
        item().text("key", known).epochSeconds("expires_at", until).attributes();
    return dynamo.call(db -> db.putItem(put -> put.tableName(table).item(row))).replaceWithVoid();
  }

  /** Deletes the counter. */
  Uni<Void> clear(FailureCounter counter) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(counter.key()))))
        .replaceWithVoid();
  }

  private ThrottleState state(LoginAttempt attempt, BatchGetItemResponse found) {
    if (!found.unprocessedKeys().isEmpty()) {
      // DynamoDB leaves so few and small items unprocessed only when it throttles.
      throw ApiException.of(ErrorCode.UNAVAILABLE);
    }
    Map<String, StoredItem> rows =
        found.responses().getOrDefault(table, List.of()).stream()
            .map(StoredItem::of)
            .collect(toMap(row -> row.text("key"), row -> row));
    Map<String, Long> failures =
        attempt.counters().stream()
            .map(FailureCounter::key)
            .filter(rows::containsKey)
            .collect(toMap(key -> key, key -> rows.get(key).number("failures")));
    return new ThrottleState(
        attempt,
        failures,
        Optional.ofNullable(rows.get(attempt.knownAddress()))
            .map(row -> row.epochSeconds("expires_at")));
  }

  private static Map<String, AttributeValue> key(String key) {
    return item().text("key", key).attributes();
  }
}
