package io.vestibule.outbox;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The messages to be delivered, in the outbox table ({@link OutboxItems}). {@code due-index} holds
 * only those. Every update has a condition, so a message that was delivered or erased in the
 * meantime does not come back.
 */
@ApplicationScoped
class OutboxStore {
  static final String BY_DUE = "due-index";
  static final String BY_USER = "user-index";
  static final String BY_DEAD = "dead-index";

  /** A message in the index, and when it is due (epoch seconds). */
  record Waiting(String id, long dueAt) {}

  private final Dynamo dynamo;
  private final String table;

  OutboxStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.outbox();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(
            table,
            "id",
            Index.by(BY_DUE, "shard").sortedBy("next_attempt_at", ScalarAttributeType.N).keysOnly(),
            Index.by(BY_USER, "user_id").sortedBy("id", ScalarAttributeType.S).carrying("kind"),
            Index.by(BY_DEAD, "dead")
                .sortedBy("dead_at", ScalarAttributeType.N)
                .carrying("kind", "attempts", "reason"))
        .expiringBy("expires_at");
  }

  TransactWriteItem put(Map<String, AttributeValue> message) {
    return Dynamo.putNew(table, "id", message);
  }

  /** Writes a message alone; repeating it changes nothing. */
  Uni<Void> write(TransactWriteItem put) {
    return dynamo.put(put.put(), List.of()).replaceWithVoid();
  }

  /** The first messages of a shard, due or not, by the time of the next attempt. */
  Uni<List<Waiting>> waiting(int shard, int limit) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(BY_DUE)
                            .keyConditionExpression("#shard = :shard")
                            .expressionAttributeNames(OutboxItems.NAMES)
                            .expressionAttributeValues(
                                item().text(":shard", Integer.toString(shard)).attributes())
                            .limit(limit)))
        .map(
            page ->
                page.items().stream()
                    .map(StoredItem::of)
                    .map(row -> new Waiting(row.text("id"), row.number("next_attempt_at")))
                    .toList());
  }

  /**
   * Takes a message for this server and counts an attempt. Empty if another server did, or it was
   * delivered or erased.
   */
  Uni<Optional<OutboxMessage>> lease(Waiting waiting, Instant until) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(OutboxItems.key(waiting.id()))
                            .updateExpression(
                                "SET next_attempt_at = :until, lease_until = :until"
                                    + " ADD attempts :one")
                            .conditionExpression(
                                "attribute_exists(#shard) AND next_attempt_at = :due")
                            .expressionAttributeNames(OutboxItems.NAMES)
                            .expressionAttributeValues(
                                item()
                                    .epochSeconds(":until", until)
                                    .number(":one", 1)
                                    .number(":due", waiting.dueAt())
                                    .attributes())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> Optional.of(OutboxItems.read(updated.attributes())))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(Optional.empty());
  }

  /** Removes a delivered message. Idempotent. */
  Uni<Void> remove(String id) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(OutboxItems.key(id))))
        .replaceWithVoid();
  }

  /** Ends the lease; the message is due again at {@code next}. */
  Uni<Void> retryAt(OutboxMessage message, Instant next, String reason) {
    return settle(
            message,
            "SET next_attempt_at = :next, reason = :reason REMOVE lease_until",
            item().epochSeconds(":next", next).text(":reason", reason))
        .replaceWithVoid();
  }

  /** Ends the lease without an attempt; the message is due again at {@code next}. */
  Uni<Void> postpone(OutboxMessage message, Instant next) {
    return settle(
            message,
            "SET next_attempt_at = :next, attempts = :before REMOVE lease_until",
            item().epochSeconds(":next", next).number(":before", message.attempts() - 1))
        .replaceWithVoid();
  }

  /**
   * Makes a message dead: it leaves the index of due messages.
   *
   * @return false if another server has taken the message since
   */
  Uni<Boolean> markDead(OutboxMessage message, Instant now, Instant expiry, String reason) {
    return settle(
        message,
        "SET dead = :dead, dead_at = :now, expires_at = :expiry, reason = :reason"
            + " REMOVE #shard, next_attempt_at, lease_until",
        item()
            .text(":dead", OutboxItems.DEAD)
            .epochSeconds(":now", now)
            .epochSeconds(":expiry", expiry)
            .text(":reason", reason));
  }

  /** Does nothing if another server has taken the message after the lease ended. */
  private Uni<Boolean> settle(OutboxMessage message, String expression, Item values) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(OutboxItems.key(message.id()))
                            .updateExpression(expression)
                            .conditionExpression(
                                "attribute_exists(#shard) AND attempts = :attempts")
                            .expressionAttributeNames(OutboxItems.NAMES)
                            .expressionAttributeValues(
                                values.number(":attempts", message.attempts()).attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }
}
