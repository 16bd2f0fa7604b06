package io.vestibule.payment;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.DueQueue;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The rows of the payments table that hold what was reported to Stripe: {@code id} (S, {@code
 * usage:<user id>}), {@code user_id} (S), {@code since} (S, for example 2026-11), {@code reported}
 * (M, month to N), {@code queue} (S, always {@value #QUEUE}), {@code due_at} (N, epoch seconds),
 * {@code version} (N).
 */
@ApplicationScoped
class ReportedUsageStore {
  private static final String QUEUE = "usage";

  private final Dynamo dynamo;
  private final String table;
  private final DueQueue queue;

  ReportedUsageStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.payments();
    this.queue = new DueQueue(dynamo, table, QUEUE);
  }

  static Index index() {
    return DueQueue.index().keysOnly();
  }

  static String id(String userId) {
    return QUEUE + ":" + userId;
  }

  /** Ids of users whose report is due, the oldest first; eventually consistent. */
  Uni<List<String>> due(Instant now, int limit) {
    return queue
        .due(now, limit)
        .map(
            rows ->
                rows.stream()
                    .map(row -> row.text(PaymentItems.KEY))
                    .map(id -> id.substring(id("").length()))
                    .toList());
  }

  /** Read consistently. */
  Uni<Optional<ReportedUsage>> find(String userId) {
    return dynamo
        .read(table, PaymentItems.key(id(userId)))
        .map(found -> found.map(ReportedUsageStore::read));
  }

  /** The condition fails if the row was changed since it was read. */
  TransactWriteItem write(ReportedUsage usage) {
    Map<String, AttributeValue> months = new HashMap<>();
    usage
        .reported()
        .forEach(
            (month, units) ->
                months.put(month.toString(), AttributeValue.fromN(Long.toString(units))));
    Map<String, AttributeValue> row =
        item()
            .text(PaymentItems.KEY, id(usage.userId()))
            .text("user_id", usage.userId())
            .text("since", usage.since().toString())
            .value("reported", AttributeValue.fromM(months))
            .text("queue", QUEUE)
            .epochSeconds("due_at", usage.due())
            .number(PaymentItems.VERSION, usage.version() + 1)
            .attributes();
    Item values = item().number(":version", usage.version());
    boolean first = usage.version() == 0;
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(row)
                    .conditionExpression(first ? "attribute_not_exists(#name)" : "#name = :version")
                    .expressionAttributeNames(
                        Map.of("#name", first ? PaymentItems.KEY : PaymentItems.VERSION))
                    .expressionAttributeValues(first ? null : values.attributes()))
        .build();
  }

  /** Unless the row is not due any more, or was removed. */
  Uni<Void> putOff(String userId, Instant now, Instant due) {
    return queue.putOff(PaymentItems.key(id(userId)), now, due);
  }

  Uni<Void> remove(String userId) {
    return dynamo
        .call(
            db ->
                db.deleteItem(delete -> delete.tableName(table).key(PaymentItems.key(id(userId)))))
        .replaceWithVoid();
  }

  private static ReportedUsage read(StoredItem row) {
    SortedMap<YearMonth, Long> reported = new TreeMap<>();
    row.attributes()
        .get("reported")
        .m()
        .forEach((month, units) -> reported.put(YearMonth.parse(month), Long.valueOf(units.n())));
    return new ReportedUsage(
        row.text("user_id"),
        YearMonth.parse(row.text("since")),
        reported,
        row.epochSeconds("due_at"),
        row.number(PaymentItems.VERSION));
  }
}
