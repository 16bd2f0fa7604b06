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
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The security-events table. Item: {@code user_id} (S) and {@code event_id} (S, time of fixed
 * length and 16 hex digits) as key, {@code time} (S, ISO-8601), {@code act}, {@code outcome},
 * {@code session_id}, {@code address}, {@code actor} (S), {@code expires_at} (N, epoch seconds,
 * TTL). An item of refused attempts also has {@code count} (N) and {@code first_time} (S).
 */
@ApplicationScoped
class AuditStore {
  /** Maximum of BatchWriteItem. */
  static final int BATCH = 25;

  private static final int EXPORT_PAGE = 100;
  private static final List<String> KEY = List.of("user_id", "event_id");

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

  /** Writes up to {@value #BATCH} events; returns those that DynamoDB did not process. */
  Uni<List<StoredEvent>> write(List<StoredEvent> events) {
    List<StoredEvent> single =
        events.stream().filter(stored -> !stored.event().isRefusedAttempt()).toList();
    Map<String, List<StoredEvent>> attempts =
        events.stream()
            .filter(stored -> stored.event().isRefusedAttempt())
            .collect(
                Collectors.groupingBy(
                    stored -> stored.event().userId() + "|" + stored.id(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return put(single)
        .chain(
            unprocessed ->
                Multi.createFrom()
                    .iterable(attempts.values())
                    .onItem()
                    .transformToUniAndConcatenate(this::count)
                    .collect()
                    .asList()
                    .map(
                        failed ->
                            Stream.concat(
                                    unprocessed.stream(), failed.stream().flatMap(List::stream))
                                .toList()));
  }

  private Uni<List<StoredEvent>> put(List<StoredEvent> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<WriteRequest> puts =
        events.stream()
            .map(this::toItem)
            .map(row -> WriteRequest.builder().putRequest(put -> put.item(row)).build())
            .toList();
    return dynamo
        .call(db -> db.batchWriteItem(batch -> batch.requestItems(Map.of(table, puts))))
        .map(
            written ->
                written.unprocessedItems().getOrDefault(table, List.of()).stream()
                    .map(request -> request.putRequest().item().get("event_id").s())
                    .toList())
        .map(ids -> events.stream().filter(event -> ids.contains(event.id())).toList());
  }

  /**
   * Adds attempts of one item to its count; returns them if that failed, so that a retry does not
   * count the others again.
   */
  private Uni<List<StoredEvent>> count(List<StoredEvent> attempts) {
    StoredEvent first = attempts.get(0);
    StoredEvent last = attempts.get(attempts.size() - 1);
    Map<String, String> names = new LinkedHashMap<>(Map.of("#first_time", "first_time"));
    Map<String, AttributeValue> values =
        new LinkedHashMap<>(
            item()
                .time(":first_time", first.time())
                .number(":attempts", attempts.size())
                .attributes());
    names.put("#count", "count");
    StringBuilder set = new StringBuilder("#first_time = if_not_exists(#first_time, :first_time)");
    toItem(last)
        .forEach(
            (name, value) -> {
              if (!KEY.contains(name)) {
                names.put("#" + name, name);
                values.put(":" + name, value);
                set.append(", #").append(name).append(" = :").append(name);
              }
            });
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(last.event().userId(), last.id()))
                            .updateExpression("SET " + set + " ADD #count :attempts")
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values)))
        .replaceWith(List.<StoredEvent>of())
        .onFailure()
        .recoverWithItem(attempts);
  }

  /**
   * Events of a user that have not expired, newest first. {@code nextCursor} is the last event's
   * id.
   *
   * @param after id of the last event of the page before
   */
  Uni<AuditTrail.EventPage> page(String userId, int limit, Optional<String> after) {
    return query(userId, limit, after)
        .map(
            found ->
                new AuditTrail.EventPage(
                    live(found)
                        .map(AuditStore::read)
                        .sorted(Comparator.comparing(RecordedEvent::time).reversed())
                        .toList(),
                    StoredItem.ofNullable(found.lastEvaluatedKey())
                        .map(key -> key.text("event_id"))));
  }

  /** All events of a user, oldest first, as they are stored. */
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
                            .limit(EXPORT_PAGE)))
        .map(
            found ->
                new PersonalData.Page(
                    live(found).map(StoredItem::attributes).map(AuditStore::entry).toList(),
                    StoredItem.ofNullable(found.lastEvaluatedKey())
                        .map(key -> key.text("event_id"))));
  }

  /** Removes every event of a user, page by page. */
  Uni<Void> erase(String userId) {
    return query(userId, BATCH, Optional.empty())
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

  private Uni<QueryResponse> query(String userId, int limit, Optional<String> after) {
    return dynamo.call(
        db ->
            db.query(
                query ->
                    query
                        .tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("user_id = :user")
                        .expressionAttributeValues(item().text(":user", userId).attributes())
                        .exclusiveStartKey(after.map(event -> key(userId, event)).orElse(null))
                        .scanIndexForward(false)
                        .limit(limit)));
  }

  /** DynamoDB may take days to remove expired items. */
  private Stream<StoredItem> live(QueryResponse found) {
    long now = clock.instant().getEpochSecond();
    return found.items().stream().map(StoredItem::of).filter(row -> row.number("expires_at") > now);
  }

  private static JsonNode entry(Map<String, AttributeValue> row) {
    return JsonAttributes.toObject(row)
        .retain("time", "act", "outcome", "session_id", "address", "actor", "count", "first_time");
  }

  private static Map<String, AttributeValue> key(String userId, String eventId) {
    return item().text("user_id", userId).text("event_id", eventId).attributes();
  }

  private static Map<String, AttributeValue> key(Map<String, AttributeValue> row) {
    return Map.of("user_id", row.get("user_id"), "event_id", row.get("event_id"));
  }

  private Map<String, AttributeValue> toItem(StoredEvent stored) {
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
        SecurityEventType.ofWire(row.text("act")),
        Outcome.ofWire(row.text("outcome")),
        row.textOrNull("session_id"),
        row.textOrNull("address"),
        row.has("count") ? row.number("count") : null,
        row.timeOrNull("first_time"));
  }
}
