package io.vestibule.audit;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The security-events table. Item: {@code user_id} (S) and {@code event_id} (S, time of fixed
 * length and a random part) as key, {@code time} (S, ISO-8601), {@code act}, {@code outcome},
 * {@code session_id}, {@code address}, {@code actor} (S), {@code expires_at} (N, epoch seconds,
 * TTL).
 */
@ApplicationScoped
class AuditStore {
  /** The most that one BatchWriteItem takes. */
  static final int BATCH = 25;

  private static final int EXPORTED = 100;

  private final Dynamo dynamo;
  private final String table;
  private final AuditConfig config;
  private final InstantSource clock;

  AuditStore(Dynamo dynamo, TablesConfig tables, AuditConfig config, InstantSource clock) {
    this.dynamo = dynamo;
    this.table = tables.securityEvents();
    this.config = config;
    this.clock = clock;
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "user_id")
        .sortedBy("event_id", ScalarAttributeType.S)
        .expiringBy("expires_at");
  }

  /** Writes up to {@value #BATCH} events; gives back those that DynamoDB did not take this time. */
  Uni<List<StoredEvent>> write(List<StoredEvent> events) {
    List<WriteRequest> puts =
        events.stream()
            .map(this::write)
            .map(row -> WriteRequest.builder().putRequest(put -> put.item(row)).build())
            .toList();
    return dynamo
        .call(db -> db.batchWriteItem(batch -> batch.requestItems(Map.of(table, puts))))
        .map(
            written ->
                written.unprocessedItems().getOrDefault(table, List.of()).stream()
                    .map(request -> request.putRequest().item().get("event_id").s())
                    .toList())
        .map(left -> events.stream().filter(event -> left.contains(event.id())).toList());
  }

  /** The last events of a user that have not expired, newest first. */
  Uni<List<RecordedEvent>> last(String userId, int limit) {
    return query(userId, limit).map(found -> live(found).map(AuditStore::read).toList());
  }

  /**
   * Events of a user, oldest first, as they are stored; a page ends where its {@code next} says.
   */
  Uni<PersonalData.Page> export(String userId, Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())
                            .exclusiveStartKey(after.map(event -> key(userId, event)).orElse(null))
                            .limit(EXPORTED)))
        .map(
            found ->
                new PersonalData.Page(
                    live(found).map(StoredItem::attributes).map(AuditStore::entry).toList(),
                    StoredItem.ofNullable(found.lastEvaluatedKey())
                        .map(key -> key.text("event_id"))));
  }

  /** Removes every event of a user, page by page. */
  Uni<Void> erase(String userId) {
    return query(userId, BATCH)
        .chain(
            found ->
                found.items().isEmpty()
                    ? Uni.createFrom().voidItem()
                    : delete(found.items()).chain(() -> erase(userId)));
  }

  private Uni<Void> delete(List<Map<String, AttributeValue>> rows) {
    return Multi.createFrom()
        .iterable(rows)
        .onItem()
        .transformToUniAndMerge(
            row ->
                dynamo.call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(row)))))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<QueryResponse> query(String userId, int limit) {
    return dynamo.call(
        db ->
            db.query(
                query ->
                    query
                        .tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("user_id = :user")
                        .expressionAttributeValues(item().text(":user", userId).attributes())
                        .scanIndexForward(false)
                        .limit(limit)));
  }

  /** DynamoDB may take days to remove what has expired. */
  private Stream<StoredItem> live(QueryResponse found) {
    long now = clock.instant().getEpochSecond();
    return found.items().stream().map(StoredItem::of).filter(row -> row.number("expires_at") > now);
  }

  private static JsonNode entry(Map<String, AttributeValue> row) {
    return JsonAttributes.toObject(row)
        .retain("time", "act", "outcome", "session_id", "address", "actor");
  }

  private static Map<String, AttributeValue> key(String userId, String eventId) {
    return item().text("user_id", userId).text("event_id", eventId).attributes();
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> row) {
    return Map.of("user_id", row.get("user_id"), "event_id", row.get("event_id"));
  }

  private Map<String, AttributeValue> write(StoredEvent stored) {
    SecurityEvent event = stored.event();
    return item()
        .text("user_id", event.userId())
        .text("event_id", stored.id())
        .time("time", stored.time())
        .text("act", event.act().wire())
        .text("outcome", event.outcome().wire())
        .text("session_id", event.sessionId())
        .text("address", event.address())
        .text("actor", event.actor())
        .epochSeconds("expires_at", stored.time().plus(config.retention()))
        .attributes();
  }

  private static RecordedEvent read(StoredItem row) {
    return new RecordedEvent(
        row.time("time"),
        SecurityAct.ofWire(row.text("act")),
        Outcome.ofWire(row.text("outcome")),
        row.textOrNull("session_id"),
        row.textOrNull("address"));
  }
}
