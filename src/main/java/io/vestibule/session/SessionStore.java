package io.vestibule.session;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.web.Authentication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The sessions table. Item: {@code session_id} (S), {@code user_id} (S), {@code carrier} (S, cookie
 * or bearer), {@code generation} (N), {@code created_at} (S, ISO-8601), {@code expires_at} (N,
 * epoch seconds, TTL), {@code auth_time} (N, epoch seconds), {@code amr} (S, separated by spaces),
 * {@code device} (S), {@code last_seen_at}, {@code refreshed_at} (S, ISO-8601), and from the second
 * generation on {@code sealed_token} (B, the current token under the sealing key). DynamoDB deletes
 * expired rows late, so every reader checks the expiry.
 */
@ApplicationScoped
class SessionStore {
  private static final String BY_USER = "user-sessions-index";

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String table;

  SessionStore(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
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
                // The attributes that a list shows; not the sealed token.
                .carrying(
                    "carrier",
                    "generation",
                    "refreshed_at",
                    "last_seen_at",
                    "expires_at",
                    "device"))
        .expiringBy("expires_at");
  }

  /**
   * Unconditional: the id is new and random, and a retry writes the same row again.
   *
   * @param together writes of the same transaction; empty for none
   */
  Uni<Void> create(Session session, List<TransactWriteItem> together) {
    Map<String, AttributeValue> row =
        item()
            .text("session_id", session.sessionId())
            .text("user_id", session.userId())
            .text("carrier", session.transport().wire())
            .number("generation", session.generation())
            .time("created_at", session.createdAt())
            .time("refreshed_at", session.refreshedAt())
            .time("last_seen_at", session.lastSeenAt())
            .epochSeconds("expires_at", session.expiresAt())
            .epochSeconds("auth_time", session.authentication().time())
            .text("amr", String.join(" ", session.authentication().methods()))
            .text("device", session.device())
            .attributes();
    if (together.isEmpty()) {
      return dynamo.call(db -> db.putItem(put -> put.tableName(table).item(row))).replaceWithVoid();
    }
    List<TransactWriteItem> writes = new ArrayList<>(together);
    writes.add(TransactWriteItem.builder().put(put -> put.tableName(table).item(row)).build());
    return dynamo.transact(writes);
  }

  /** A consistent read: a session that was just ended must not appear active. */
  Uni<Optional<Session>> find(String sessionId) {
    return findRow(sessionId).map(row -> row.map(StoredSession::session));
  }

  /** The session with its sealed token, read consistently. */
  Uni<Optional<StoredSession>> findRow(String sessionId) {
    return dynamo.read(table, key(sessionId)).map(found -> found.map(SessionStore::readRow));
  }

  /**
   * Replaces the previous generation. False where the row holds another generation or does not
   * exist; also for a retry whose first attempt succeeded.
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
                                    + " expires_at = :expires, sealed_token = :token, auth_time = :auth_time,"
                                    + " amr = :amr")
                            .conditionExpression("generation = :previous")
                            .expressionAttributeValues(
                                item()
                                    .number(":previous", next.generation() - 1)
                                    .number(":next", next.generation())
                                    .time(":now", next.refreshedAt())
                                    .epochSeconds(":expires", next.expiresAt())
                                    .bytes(":token", sealedToken)
                                    .epochSeconds(":auth_time", next.authentication().time())
                                    .text(":amr", String.join(" ", next.authentication().methods()))
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Sets the time of the last use; never recreates a session that has ended. */
  Uni<Void> touch(String sessionId, Instant now) {
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

  /** Deletes the row; false where there was none. */
  Uni<Boolean> delete(String sessionId) {
    return events
        .isWanted(EventType.SESSION_REVOKED)
        .chain(wanted -> wanted ? deleteWithEvent(sessionId) : deleteAlone(sessionId));
  }

  private Uni<Boolean> deleteWithEvent(String sessionId) {
    return find(sessionId)
        .chain(
            found ->
                found.map(this::deleteWithEvent).orElseGet(() -> Uni.createFrom().item(false)));
  }

  private Uni<Boolean> deleteWithEvent(Session session) {
    TransactWriteItem deletion =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(table)
                        .key(key(session.sessionId()))
                        .conditionExpression("attribute_exists(session_id)"))
            .build();
    return events
        .prepare(
            Event.of(EventType.SESSION_REVOKED, session.userId())
                .with("session_id", session.sessionId()))
        .chain(event -> dynamo.transact(event.after(List.of(deletion))).invoke(event::deliver))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .recoverWithItem(false);
  }

  private Uni<Boolean> deleteAlone(String sessionId) {
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

  /** A page of a user's sessions from the index, newest first, including expired ones. */
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

  private static StoredSession readRow(StoredItem row) {
    return new StoredSession(read(row), Optional.ofNullable(row.bytesOrNull("sealed_token")));
  }

  private static Session read(StoredItem row) {
    return new Session(
        row.text("session_id"),
        row.text("user_id"),
        TokenTransport.ofWire(row.text("carrier")),
        row.number("generation"),
        row.time("created_at"),
        row.time("refreshed_at"),
        row.time("last_seen_at"),
        row.epochSeconds("expires_at"),
        authentication(row),
        row.textOrNull("device"));
  }

  /** The index does not carry these attributes, and earlier versions did not write them. */
  private static Authentication authentication(StoredItem row) {
    return row.has("auth_time") && row.has("amr")
        ? new Authentication(row.epochSeconds("auth_time"), List.of(row.text("amr").split(" ")))
        : Session.authenticationByDefault(row.time("created_at"));
  }

  private static Map<String, AttributeValue> key(String sessionId) {
    return item().text("session_id", sessionId).attributes();
  }
}
