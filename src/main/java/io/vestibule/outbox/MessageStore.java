package io.vestibule.outbox;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.dynamo.UserIndex;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The dead messages and the messages of one user, in the outbox table ({@link OutboxItems}). */
@ApplicationScoped
class MessageStore {
  private final Dynamo dynamo;
  private final String table;
  private final UserIndex byUser;

  MessageStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.outbox();
    this.byUser = new UserIndex(dynamo, table, OutboxStore.BY_USER, "id");
  }

  /** A message that names a user. */
  record Named(String id, String kind) {}

  /**
   * A page of dead messages.
   *
   * @param next where the next page starts; empty on the last page
   */
  record DeadPage(List<DeadMessage> messages, Optional<String> next) {}

  /** The messages that name the user, the oldest first; an index may be eventually consistent. */
  Uni<List<Named>> naming(String userId, int limit, Optional<String> after) {
    return byUser
        .page(userId, limit, after)
        .map(
            rows -> rows.stream().map(row -> new Named(row.text("id"), row.text("kind"))).toList());
  }

  /**
   * Dead messages that have not expired, the newest first.
   *
   * @param after {@link DeadPage#next} of the page before
   */
  Uni<DeadPage> dead(Instant now, int limit, Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(OutboxStore.BY_DEAD)
                            .keyConditionExpression("dead = :dead AND dead_at > :expired")
                            .expressionAttributeValues(
                                item()
                                    .text(":dead", OutboxItems.DEAD)
                                    .epochSeconds(
                                        ":expired", now.minus(OutboxDelivery.DEAD_RETENTION))
                                    .attributes())
                            .exclusiveStartKey(after.map(MessageStore::startKey).orElse(null))
                            .scanIndexForward(false)
                            .limit(limit)))
        .map(
            page ->
                new DeadPage(
                    page.items().stream()
                        .map(StoredItem::of)
                        .map(MessageStore::deadMessage)
                        .toList(),
                    StoredItem.ofNullable(page.lastEvaluatedKey()).map(MessageStore::position)));
  }

  /**
   * Makes a dead message due again with all its attempts.
   *
   * @return false if there is no such dead message
   */
  Uni<Boolean> replay(String id, Instant now) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(OutboxItems.key(id))
                            .updateExpression(
                                "SET #shard = :shard, next_attempt_at = :now, attempts = :none"
                                    + " REMOVE dead, dead_at, expires_at")
                            .conditionExpression("attribute_exists(dead) AND expires_at > :now")
                            .expressionAttributeNames(OutboxItems.NAMES)
                            .expressionAttributeValues(
                                item()
                                    .text(":shard", OutboxItems.shard(id))
                                    .epochSeconds(":now", now)
                                    .number(":none", 0)
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  private static DeadMessage deadMessage(StoredItem row) {
    String id = row.text("id");
    return new DeadMessage(
        id,
        row.text("kind"),
        (int) row.number("attempts"),
        UuidV7.time(id),
        row.epochSeconds("dead_at"),
        row.textOrNull("reason"));
  }

  private static String position(StoredItem last) {
    return last.number("dead_at") + "/" + last.text("id");
  }

  private static Map<String, AttributeValue> startKey(String position) {
    int slash = position.indexOf('/');
    return item()
        .text("dead", OutboxItems.DEAD)
        .number("dead_at", Long.parseLong(position.substring(0, slash)))
        .text("id", position.substring(slash + 1))
        .attributes();
  }
}
