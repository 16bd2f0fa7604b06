package io.vestibule.session;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The sessions table. Item: {@code session_id} (S), {@code user_id} (S), {@code carrier} (S, cookie
 * or bearer), {@code generation} (N), {@code created_at} (S, ISO-8601), {@code expires_at} (N,
 * epoch seconds, TTL), {@code device} (S), {@code last_seen_at}, {@code refreshed_at} (S,
 * ISO-8601), and from the second generation on {@code sealed_token} (B, the current token under the
 * sealing key). TTL only collects garbage: whoever reads a row checks its expiry.
 */
@ApplicationScoped
class SessionStore {
  private static final String BY_USER = "user-sessions-index";

  private final Dynamo dynamo;
  private final String table;

  SessionStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.sessions();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(
            table,
            "session_id",
            Index.by(BY_USER, "user_id")
                .sortedBy("created_at", ScalarAttributeType.S)
                // All that a list shows; not the sealed token.
                .carrying(
                    "carrier",
                    "generation",
                    "refreshed_at",
                    "last_seen_at",
                    "expires_at",
                    "device"))
        .expiringBy("expires_at");
  }

  /** Unconditional: the id is fresh and random, and a retried attempt writes the same row again. */
  Uni<Void> create(Session session) {
    Map<String, AttributeValue> row =
        item()
            .text("session_id", session.sessionId())
            .text("user_id", session.userId())
            .text("carrier", session.carrier().wire())
            .number("generation", session.generation())
            .time("created_at", session.createdAt())
            .time("refreshed_at", session.refreshedAt())
            .time("last_seen_at", session.lastSeenAt())
            .epochSeconds("expires_at", session.expiresAt())
            .text("device", session.device())
            .attributes();
    return dynamo.call(db -> db.putItem(put -> put.tableName(table).item(row))).replaceWithVoid();
  }

  /** Read consistently: a session that was just ended must not look alive. */
  Uni<Optional<Session>> find(String sessionId) {
    return findRow(sessionId).map(row -> row.map(SessionRow::session));
  }

  /** The same with its sealed token. */
  Uni<Optional<SessionRow>> findRow(String sessionId) {
    return dynamo
        .call(
            db -> db.getItem(get -> get.tableName(table).key(key(sessionId)).consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()).map(SessionStore::readRow));
  }

  /**
   * Writes the next generation over the one before it. False where the row holds another or is
   * gone; also for a repeated attempt whose first one did succeed.
   */
  Uni<Boolean> refresh(Session next, byte[] sealedToken) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(next.sessionId()))
                            .updateExpression(
                                "SET generation = :next, refreshed_at = :now, last_seen_at = :now,"
                                    + " expires_at = :expires, sealed_token = :token")
                            .conditionExpression("generation = :previous")
                            .expressionAttributeValues(
                                item()
                                    .number(":previous", next.generation() - 1)
                                    .number(":next", next.generation())
                                    .time(":now", next.refreshedAt())
                                    .epochSeconds(":expires", next.expiresAt())
                                    .bytes(":token", sealedToken)
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Notes when a session was last used; never brings an ended one back. */
  Uni<Void> seen(String sessionId, Instant now) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(sessionId))
                            .updateExpression("SET last_seen_at = :now")
                            .conditionExpression("attribute_exists(session_id)")
                            .expressionAttributeValues(item().time(":now", now).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Removes the row; false where there was none. */
  Uni<Boolean> delete(String sessionId) {
    return dynamo
        .call(
            db ->
                db.deleteItem(
                    delete ->
                        delete
                            .tableName(table)
                            .key(key(sessionId))
                            .returnValues(ReturnValue.ALL_OLD)))
        .map(deleted -> deleted.hasAttributes() && !deleted.attributes().isEmpty());
  }

  /** A page of a user's sessions, newest first, from the index, ended ones among them. */
  Uni<SessionPage> list(
      String userId, Optional<Integer> limit, Optional<SessionPage.Position> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(BY_USER)
                            .keyConditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())
                            .scanIndexForward(false)
                            .limit(limit.orElse(null))
                            .exclusiveStartKey(
                                after.map(position -> startKey(userId, position)).orElse(null))))
        .map(SessionStore::page);
  }

  private static Map<String, AttributeValue> startKey(
      String userId, SessionPage.Position position) {
    return item()
        .text("user_id", userId)
        .text("created_at", position.createdAt())
        .text("session_id", position.sessionId())
        .attributes();
  }

  private static SessionPage page(QueryResponse response) {
    return new SessionPage(
        response.items().stream().map(StoredItem::of).map(SessionStore::read).toList(),
        StoredItem.ofNullable(response.lastEvaluatedKey())
            .map(key -> new SessionPage.Position(key.text("created_at"), key.text("session_id"))));
  }

  private static SessionRow readRow(StoredItem row) {
    return new SessionRow(read(row), Optional.ofNullable(row.bytesOrNull("sealed_token")));
  }

  private static Session read(StoredItem row) {
    return new Session(
        row.text("session_id"),
        row.text("user_id"),
        Carrier.ofWire(row.text("carrier")),
        row.number("generation"),
        row.time("created_at"),
        row.time("refreshed_at"),
        row.time("last_seen_at"),
        row.epochSeconds("expires_at"),
        row.textOrNull("device"));
  }

  private static Map<String, AttributeValue> key(String sessionId) {
    return item().text("session_id", sessionId).attributes();
  }
}
