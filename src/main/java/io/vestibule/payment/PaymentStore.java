package io.vestibule.payment;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.DueQueue;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The payments table ({@link PaymentItems}). */
@ApplicationScoped
class PaymentStore {
  /** Stripe sends an event again for three days by itself, and for 30 days on request. */
  static final Duration EVENT_RETENTION = Duration.ofDays(35);

  /** A customer whom nobody has claimed by then is forgotten. */
  static final Duration UNKNOWN_RETENTION = Duration.ofDays(90);

  private final Dynamo dynamo;
  private final String table;
  private final DueQueue queue;

  PaymentStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.payments();
    this.queue = new DueQueue(dynamo, table, PaymentItems.QUEUE);
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, PaymentItems.KEY, ReportedUsageStore.index())
        .expiringBy(PaymentItems.EXPIRY);
  }

  /** Read consistently. */
  Uni<Subscriber> findSubscriber(String id) {
    return dynamo
        .read(table, PaymentItems.key(id))
        .map(
            found ->
                found.map(PaymentItems::readSubscriber).orElseGet(() -> Subscriber.unknown(id)));
  }

  /** Read consistently. */
  Uni<PaidPlans> findPlans(String userId) {
    return dynamo
        .read(table, PaymentItems.key(PaymentItems.userKey(userId)))
        .map(found -> found.map(PaymentItems::readPlans).orElseGet(() -> PaidPlans.none(userId)));
  }

  /** Remembers an event. The condition fails if it was processed before. */
  TransactWriteItem eventWrite(PaymentEvent event, Instant now) {
    return put(
        item()
            .text(PaymentItems.KEY, PaymentItems.eventId(event.provider(), event.id()))
            .epochSeconds(PaymentItems.EXPIRY, now.plus(EVENT_RETENTION))
            .attributes(),
        "attribute_not_exists(#id) OR " + PaymentItems.EXPIRY + " <= :now",
        Map.of("#id", PaymentItems.KEY),
        item().epochSeconds(":now", now));
  }

  /** The condition fails if the subscriber was changed since it was read. */
  TransactWriteItem write(Subscriber subscriber, Instant now) {
    return versioned(
        PaymentItems.write(subscriber, now.plus(UNKNOWN_RETENTION)), subscriber.version());
  }

  /** The condition fails if the plans were changed since they were read. */
  TransactWriteItem write(PaidPlans plans) {
    return versioned(PaymentItems.write(plans), plans.version());
  }

  /** The condition fails if the subscriber was changed since it was read. Writes nothing. */
  TransactWriteItem check(Subscriber subscriber) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(table)
                    .key(PaymentItems.key(subscriber.id()))
                    .conditionExpression("#version = :version")
                    .expressionAttributeNames(Map.of("#version", PaymentItems.VERSION))
                    .expressionAttributeValues(
                        item().number(":version", subscriber.version()).attributes()))
        .build();
  }

  /** Ids of users of whom a subscription has lapsed, the longest ago first. */
  Uni<List<String>> lapsed(Instant now, int limit) {
    return queue
        .due(now, limit)
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.text(PaymentItems.KEY))
                    .map(id -> id.substring(PaymentItems.userKey("").length()))
                    .toList());
  }

  /** Unless it is not due any more. */
  Uni<Void> putOff(String userId, Instant now, Instant due) {
    return queue.putOff(PaymentItems.key(PaymentItems.userKey(userId)), now, due);
  }

  Uni<Void> remove(String id) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(PaymentItems.key(id))))
        .replaceWithVoid();
  }

  private TransactWriteItem versioned(Map<String, AttributeValue> row, long version) {
    return version == 0
        ? put(row, "attribute_not_exists(#id)", Map.of("#id", PaymentItems.KEY), item())
        : put(
            row,
            "#version = :version",
            Map.of("#version", PaymentItems.VERSION),
            item().number(":version", version));
  }

  private TransactWriteItem put(
      Map<String, AttributeValue> row, String condition, Map<String, String> names, Item values) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(row)
                    .conditionExpression(condition)
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(
                        values.attributes().isEmpty() ? null : values.attributes()))
        .build();
  }
}
