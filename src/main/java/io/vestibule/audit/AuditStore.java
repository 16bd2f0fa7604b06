package io.vestibule.audit;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** The security-events table ({@link AuditItems}). */
@ApplicationScoped
class AuditStore {
  private static final Logger LOG = Logger.getLogger(AuditStore.class);

  /** Maximum of BatchWriteItem. */
  static final int BATCH = 25;

  /** Transactions at a time. */
  private static final int ANNOUNCEMENTS = 8;

  private static final int EXPORT_PAGE = 100;

  private final Dynamo dynamo;
  private final AuditAnnouncements announcements;
  private final String table;
  private final AuditConfig config;
  private final InstantSource clock;

  AuditStore(
      Dynamo dynamo,
      AuditAnnouncements announcements,
      TablesConfig tables,
      AuditConfig config,
      InstantSource clock) {
    this.dynamo = dynamo;
    this.announcements = announcements;
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

  /**
   * Writes up to {@value #BATCH} events; returns those that DynamoDB did not process. An event that
   * a webhook wants is written in one transaction with its message; of folded attempts, the first.
   */
  Uni<List<StoredEvent>> write(List<StoredEvent> batch) {
    return Multi.createFrom()
        .iterable(byItem(batch.stream()))
        .onItem()
        .transformToUni(item -> announcements.announce(item, row(item)))
        .merge(ANNOUNCEMENTS)
        .collect()
        .asList()
        .chain(
            rests ->
                writeAlone(rests.stream().flatMap(rest -> rest.unannounced().stream()).toList())
                    .map(
                        unprocessed ->
                            Stream.concat(
                                    unprocessed.stream(),
                                    rests.stream().flatMap(rest -> rest.failed().stream()))
                                .toList()));
  }

  private static Collection<List<StoredEvent>> byItem(Stream<StoredEvent> events) {
    return events
        .collect(
            Collectors.groupingBy(
                stored -> stored.event().userId() + "|" + stored.id(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private Map<String, AttributeValue> row(List<StoredEvent> item) {
    StoredEvent last = item.get(item.size() - 1);
    Item row = AuditItems.write(last, config.retention());
    if (last.event().isRefusedAttempt()) {
      row.time("first_time", item.get(0).time()).number("count", item.size());
    }
    return row.attributes();
  }

  private Uni<List<StoredEvent>> writeAlone(List<StoredEvent> batch) {
    List<StoredEvent> single =
        batch.stream().filter(stored -> !stored.event().isRefusedAttempt()).toList();
    Collection<List<StoredEvent>> attempts =
        byItem(batch.stream().filter(stored -> stored.event().isRefusedAttempt()));
    return put(single)
        .chain(
            unprocessed ->
                Multi.createFrom()
                    .iterable(attempts)
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
            .map(stored -> AuditItems.write(stored, config.retention()).attributes())
            .map(row -> WriteRequest.builder().putRequest(put -> put.item(row)).build())
            .toList();
    return dynamo
        .call(db -> db.batchWriteItem(batch -> batch.requestItems(Map.of(table, puts))))
        .map(
            written ->
                written.unprocessedItems().getOrDefault(table, List.of()).stream()
                    .map(request -> request.putRequest().item().get("event_id").s())
                    .toList())
        .map(ids -> events.stream().filter(event -> ids.contains(event.id())).toList())
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "security events were not written: %s", failure.getClass().getSimpleName()))
        // The others are written, and attempts among them must not be counted again.
        .onFailure()
        .recoverWithItem(events);
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
    AuditItems.write(last, config.retention())
        .attributes()
        .forEach(
            (name, value) -> {
              if (!AuditItems.KEY.contains(name)) {
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
                            .key(AuditItems.key(last.event().userId(), last.id()))
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
                        .map(AuditItems::read)
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
                            .exclusiveStartKey(
                                after.map(event -> AuditItems.key(userId, event)).orElse(null))
                            .limit(EXPORT_PAGE)))
        .map(
            found ->
                new PersonalData.Page(
                    live(found).map(StoredItem::attributes).map(AuditItems::entry).toList(),
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
                dynamo.call(
                    db ->
                        db.deleteItem(delete -> delete.tableName(table).key(AuditItems.key(row)))))
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
                        .exclusiveStartKey(
                            after.map(event -> AuditItems.key(userId, event)).orElse(null))
                        .scanIndexForward(false)
                        .limit(limit)));
  }

  /** DynamoDB may take days to remove expired items. */
  private Stream<StoredItem> live(QueryResponse found) {
    long now = clock.instant().getEpochSecond();
    return found.items().stream().map(StoredItem::of).filter(row -> row.number("expires_at") > now);
  }
}
