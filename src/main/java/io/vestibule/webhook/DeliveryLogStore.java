package io.vestibule.webhook;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.dynamo.UserIndex;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The delivery log, in the webhooks table ({@link WebhookItems}). */
@ApplicationScoped
class DeliveryLogStore {
  private final Dynamo dynamo;
  private final Sealer sealer;
  private final WebhooksConfig config;
  private final String table;
  private final UserIndex byUser;

  DeliveryLogStore(Dynamo dynamo, Sealer sealer, WebhooksConfig config, TablesConfig tables) {
    this.dynamo = dynamo;
    this.sealer = sealer;
    this.config = config;
    this.table = tables.webhooks();
    this.byUser = new UserIndex(dynamo, table, EndpointStore.BY_USER, "item_id");
  }

  /** A page of entries, the newest first. */
  record LogPage(List<WebhookDelivery> deliveries, Optional<String> next) {}

  /** An entry as one user's export shows it. */
  record UserEntry(String endpointId, String id, String type, String createdAt) {}

  /**
   * Records an attempt: creates the entry, or replaces what it says about the attempt before.
   *
   * @param payload of the outbox message, for a replay
   */
  Uni<Void> record(String endpointId, WebhookDelivery entry, String userId, byte[] payload) {
    Item values =
        item()
            .text(":event", entry.eventId())
            .text(":type", entry.type())
            .text(":state", entry.state().wire())
            .number(":attempts", entry.attempts())
            .time(":created", entry.createdAt())
            .time(":last", entry.lastAttemptAt())
            .bytes(":payload", sealer.seal(payload, purpose(endpointId, entry.id())))
            .epochSeconds(":expires", entry.createdAt().plus(config.retention()))
            .text(":reason", entry.reason())
            .text(":user", userId);
    List<String> sets =
        new ArrayList<>(
            List.of(
                "event_id = :event",
                "#type = :type",
                "#state = :state",
                "attempts = :attempts",
                "created_at = if_not_exists(created_at, :created)",
                "last_attempt_at = :last",
                "payload = if_not_exists(payload, :payload)",
                "expires_at = :expires"));
    List<String> removals = new ArrayList<>();
    (entry.reason() == null ? removals : sets)
        .add(entry.reason() == null ? "reason" : "reason = :reason");
    if (entry.status() == null) {
      removals.add("#status");
    } else {
      values.number(":status", entry.status());
      sets.add("#status = :status");
    }
    if (userId != null) {
      sets.add("user_id = :user");
    }
    String expression =
        "SET "
            + String.join(", ", sets)
            + (removals.isEmpty() ? "" : " REMOVE " + String.join(", ", removals));
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(WebhookItems.logKey(endpointId, entry.id()))
                            .updateExpression(expression)
                            .expressionAttributeNames(
                                Map.of("#type", "type", "#state", "state", "#status", "status"))
                            .expressionAttributeValues(values.attributes())))
        .replaceWithVoid();
  }

  /**
   * Entries that have not expired, the newest first.
   *
   * @param after {@link LogPage#next} of the page before
   */
  Uni<LogPage> page(String endpointId, Instant now, int limit, Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("endpoint_id = :endpoint")
                            .expressionAttributeValues(
                                item().text(":endpoint", endpointId).attributes())
                            .exclusiveStartKey(
                                after
                                    .map(last -> WebhookItems.logKey(endpointId, last))
                                    .orElse(null))
                            .scanIndexForward(false)
                            .limit(limit)))
        .map(
            page ->
                new LogPage(
                    page.items().stream()
                        .map(StoredItem::of)
                        .filter(row -> row.epochSeconds("expires_at").isAfter(now))
                        .map(WebhookItems::delivery)
                        .toList(),
                    StoredItem.ofNullable(page.lastEvaluatedKey())
                        .map(last -> last.text("item_id"))));
  }

  /** The payload of an entry; empty if there is none, or no configured key decrypts it. */
  Uni<Optional<byte[]>> payload(String endpointId, String id) {
    return dynamo
        .read(table, WebhookItems.logKey(endpointId, id))
        .map(
            found ->
                found
                    .filter(row -> row.has("payload"))
                    .flatMap(
                        row -> sealer.open(row.bytesOrNull("payload"), purpose(endpointId, id))));
  }

  /** The entries that name a user, from an index that may be eventually consistent. */
  Uni<List<UserEntry>> naming(String userId, int limit, Optional<String> after) {
    return byUser
        .page(userId, limit, after)
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new UserEntry(
                                row.text("endpoint_id"),
                                row.text("item_id"),
                                row.textOrNull("type"),
                                row.textOrNull("created_at")))
                    .toList());
  }

  Uni<Void> delete(List<UserEntry> entries) {
    return Multi.createFrom()
        .iterable(entries)
        .onItem()
        .transformToUniAndMerge(
            entry ->
                dynamo.call(
                    db ->
                        db.deleteItem(
                            delete ->
                                delete
                                    .tableName(table)
                                    .key(WebhookItems.logKey(entry.endpointId(), entry.id())))))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static String purpose(String endpointId, String id) {
    return "vestibule/webhook-delivery/v1/" + endpointId + "/" + id;
  }
}
