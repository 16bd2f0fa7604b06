package io.vestibule.challenge;

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
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The challenges table. Item: {@code id} (S), {@code purpose} (S), {@code user_id} (S), {@code
 * email} (S), {@code instance} (S), {@code link_mac} and {@code code_mac} (B, HMAC-SHA-256), {@code
 * attempts} (N, codes tried), {@code created_at} (N, milliseconds since the epoch: when it was
 * requested), {@code code_expires_at} and {@code expires_at} (N, epoch seconds; the latter is the
 * TTL). A used or void challenge has {@code void_at} (S) and no MACs; its row stays, so that a
 * repeated delivery of its mail does not bring it back. The rows of {@link ReplayGuard} are void
 * from the start; those of a value that no user is known for have no user.
 */
@ApplicationScoped
class ChallengeStore {
  static final int MAX_ATTEMPTS = 5;

  private static final String BY_USER = "user-index";

  private final Dynamo dynamo;
  private final String table;

  ChallengeStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.challenges();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "id", Index.by(BY_USER, "user_id").keysOnly())
        .expiringBy("expires_at");
  }

  /** Replaces the row with that id. */
  TransactWriteItem put(StoredChallenge stored, Instant codeExpiresAt) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(table).item(row(stored, codeExpiresAt)))
        .build();
  }

  /** As {@link #put}, unless the row is of the same time or newer. */
  TransactWriteItem putIfNewer(StoredChallenge stored, Instant codeExpiresAt) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(row(stored, codeExpiresAt))
                    .conditionExpression("attribute_not_exists(id) OR created_at < :created")
                    .expressionAttributeValues(
                        item()
                            .number(":created", stored.challenge().createdAt().toEpochMilli())
                            .attributes()))
        .build();
  }

  /** Writes the result of {@link #putIfNewer}; false if its condition failed. */
  Uni<Boolean> write(TransactWriteItem put) {
    return dynamo
        .transact(List.of(put))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .recoverWithItem(false);
  }

  /** The challenge, read consistently; empty if there is none or if it is void or expired. */
  Uni<Optional<StoredChallenge>> find(String id, Instant now) {
    return dynamo
        .read(table, key(id))
        .map(
            found ->
                found
                    .filter(row -> !row.has("void_at"))
                    .map(ChallengeStore::read)
                    .filter(stored -> now.isBefore(stored.challenge().expiresAt())));
  }

  /**
   * Counts an attempt to enter the code, before the code is compared. Empty if there is no such
   * challenge, or if its code is expired or void.
   *
   * @param email the address to which it was sent; null for any
   */
  Uni<Optional<StoredChallenge>> countAttempt(String id, String email, Instant now) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(id))
                            .updateExpression("ADD attempts :one")
                            .conditionExpression(
                                "attribute_exists(code_mac) AND attempts < :max"
                                    + " AND code_expires_at > :now"
                                    + (email == null ? "" : " AND email = :email"))
                            .expressionAttributeValues(
                                item()
                                    .number(":one", 1)
                                    .number(":max", MAX_ATTEMPTS)
                                    .epochSeconds(":now", now)
                                    .text(":email", email)
                                    .attributes())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> Optional.of(read(StoredItem.of(updated.attributes()))))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(Optional.empty());
  }

  /** Makes the challenge void, if it is still the same one and was not used. */
  TransactWriteItem consume(Challenge challenge, Instant now, Instant until) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(voidRow(challenge.id(), challenge.userId(), now, until))
                    .conditionExpression("instance = :instance AND attribute_not_exists(void_at)")
                    .expressionAttributeValues(
                        item().text(":instance", challenge.instance()).attributes()))
        .build();
  }

  /** Makes a challenge void, and those with that id that were requested before now. */
  TransactWriteItem putVoid(String id, String userId, Instant now, Instant until) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(table).item(voidRow(id, userId, now, until)))
        .build();
  }

  /** Writes a void row of no user; false if there is a row with that id. */
  Uni<Boolean> claimVoid(String id, Instant now, Instant until) {
    return dynamo
        .call(
            db ->
                db.putItem(
                    put ->
                        put.tableName(table)
                            .item(
                                item()
                                    .text("id", id)
                                    .time("void_at", now)
                                    .epochSeconds("expires_at", until)
                                    .attributes())
                            .conditionExpression("attribute_not_exists(id)")))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Writes a void row; the condition fails if there is a row with that id. */
  TransactWriteItem putVoidIfAbsent(String id, String userId, Instant now, Instant until) {
    return Dynamo.putNew(table, "id", voidRow(id, userId, now, until));
  }

  /** Keys of the user's rows, from the index, which is eventually consistent. */
  Uni<List<String>> ownedBy(String userId, int limit) {
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
                            .limit(limit)))
        .map(page -> page.items().stream().map(row -> StoredItem.of(row).text("id")).toList());
  }

  /** Deletes the row, if it exists. */
  Uni<Void> delete(String id) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(id))))
        .replaceWithVoid();
  }

  private static Map<String, AttributeValue> row(StoredChallenge stored, Instant codeExpiresAt) {
    Challenge challenge = stored.challenge();
    Item row =
        item()
            .text("id", challenge.id())
            .text("purpose", challenge.purpose().wire())
            .text("user_id", challenge.userId())
            .text("email", challenge.email())
            .text("instance", challenge.instance())
            .bytes("link_mac", stored.linkMac())
            .bytes("code_mac", stored.codeMac())
            .number("attempts", 0)
            .number("created_at", challenge.createdAt().toEpochMilli())
            .epochSeconds("expires_at", challenge.expiresAt());
    return (stored.codeMac() == null ? row : row.epochSeconds("code_expires_at", codeExpiresAt))
        .attributes();
  }

  private static Map<String, AttributeValue> voidRow(
      String id, String userId, Instant now, Instant until) {
    return item()
        .text("id", id)
        .text("user_id", userId)
        .number("created_at", now.toEpochMilli())
        .time("void_at", now)
        .epochSeconds("expires_at", until)
        .attributes();
  }

  private static StoredChallenge read(StoredItem row) {
    return new StoredChallenge(
        new Challenge(
            row.text("id"),
            ChallengePurpose.ofWire(row.text("purpose")),
            row.text("user_id"),
            row.text("email"),
            Instant.ofEpochMilli(row.number("created_at")),
            row.epochSeconds("expires_at"),
            row.text("instance")),
        row.bytesOrNull("link_mac"),
        row.bytesOrNull("code_mac"));
  }

  private static Map<String, AttributeValue> key(String id) {
    return item().text("id", id).attributes();
  }
}
