package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The audio-files table: records ({@link AudioFileItems}). Each record has a guard item: {@code
 * file_id} = {@code s3:<s3_key>}, {@code record_id}, {@code owner_id}. The guard makes the key
 * unique and finds the record by key with strong consistency, which an index cannot do
 * (docs/decisions/0003).
 */
@ApplicationScoped
class AudioStore {
  static final String BY_USER = "user-files-index";
  private static final int GUARD = 0;
  private static final int RECORD = 1;

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String table;

  AudioStore(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
    this.table = tables.audioFiles();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(
        table,
        "file_id",
        Index.by(BY_USER, "user_id").sortedBy("uploaded_at", ScalarAttributeType.N));
  }

  /**
   * Writes record and guard in one transaction. Returns false if the key is already registered.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} if the id belongs to another record
   */
  Uni<Boolean> create(AudioFile file) {
    Map<String, AttributeValue> guard =
        guardKey(file.s3Key())
            .text("record_id", file.fileId())
            .text("owner_id", file.userId())
            .attributes();
    return events
        .prepare(event(EventType.RECORDING_CREATED, file))
        .chain(
            event ->
                dynamo
                    .transact(
                        event.after(List.of(putNew(guard), putNew(AudioFileItems.write(file)))))
                    .invoke(event::deliver))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithItem(false)
        .onFailure(failure -> Dynamo.refusedAt(failure, RECORD))
        .transform(taken -> ApiException.of(ErrorCode.CONFLICT));
  }

  /** A strongly consistent read. Empty if there is no record or it belongs to another user. */
  Uni<Optional<StoredFile>> find(String userId, String fileId) {
    return get(item().text("file_id", fileId))
        .map(
            found ->
                found
                    .filter(row -> userId.equals(row.textOrNull("user_id")))
                    .map(AudioFileItems::read));
  }

  /**
   * The user's record for the key. Empty if the key is not registered or belongs to another user.
   */
  Uni<Optional<StoredFile>> findByKey(String userId, String s3Key) {
    return get(guardKey(s3Key))
        .chain(
            guard ->
                guard
                    .filter(row -> userId.equals(row.text("owner_id")))
                    .map(row -> find(userId, row.text("record_id")))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /** Whether any user has registered the key, read consistently. */
  Uni<Boolean> isRegistered(String s3Key) {
    return get(guardKey(s3Key)).map(Optional::isPresent);
  }

  /**
   * Newest first, from the index, which is eventually consistent: a new record may still be
   * missing.
   */
  Uni<AudioPage> list(String userId, int limit, Optional<AudioPagePosition> after) {
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
                            .limit(limit)
                            .exclusiveStartKey(
                                after.map(position -> startKey(userId, position)).orElse(null))))
        .map(AudioStore::page);
  }

  /**
   * Stores the size of the object that was found and the key that decrypts it.
   *
   * @param file with the object's size, its key and status ready
   * @param proven whether the object decrypted with the owner's key; a stored proof is never
   *     removed
   * @return false if the record does not exist or is being deleted
   */
  Uni<Boolean> markReady(AudioFile file, boolean proven) {
    return update(
        file,
        "SET #status = :status, file_size = :size"
            + (proven ? ", proven = :proven, key_id = :key" : ""),
        "(attribute_not_exists(#status) OR #status <> :deleting)",
        values -> {
          values.number(":size", file.fileSize());
          values.text(":deleting", FileStatus.DELETING.wire());
          if (proven) {
            values.flag(":proven", true).text(":key", file.keyId());
          }
          return values.text(":status", FileStatus.READY.wire());
        });
  }

  /**
   * The first step of a deletion. From then on no request sees the record.
   *
   * @return false if the record does not exist
   */
  Uni<Boolean> markDeleting(AudioFile file) {
    return update(
        file,
        "SET #status = :status",
        "user_id = :user",
        values -> values.text(":status", FileStatus.DELETING.wire()).text(":user", file.userId()));
  }

  private Uni<Boolean> update(
      AudioFile file, String expression, String condition, UnaryOperator<Item> values) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(item().text("file_id", file.fileId()).attributes())
                            .updateExpression(expression)
                            .conditionExpression("attribute_exists(file_id) AND " + condition)
                            .expressionAttributeNames(Map.of("#status", "status"))
                            .expressionAttributeValues(values.apply(item()).attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /**
   * Deletes record and guard in one transaction. Idempotent. Keeps the guard if it now belongs to
   * another record.
   */
  Uni<Void> delete(AudioFile file) {
    return events
        .prepare(event(EventType.RECORDING_DELETED, file))
        .chain(event -> event.writes().isEmpty() ? deleteAlone(file) : delete(file, event));
  }

  private Uni<Void> deleteAlone(AudioFile file) {
    TransactWriteItem record = delete(item().text("file_id", file.fileId()).attributes());
    return dynamo
        .transact(List.of(guardDeletion(file), record))
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithUni(() -> dynamo.transact(List.of(record)));
  }

  /** A repeated deletion causes no second event. */
  private Uni<Void> delete(AudioFile file, PreparedEvents event) {
    TransactWriteItem record =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(table)
                        .key(item().text("file_id", file.fileId()).attributes())
                        .conditionExpression("attribute_exists(file_id)"))
            .build();
    return dynamo
        .transact(event.after(List.of(guardDeletion(file), record)))
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithUni(() -> dynamo.transact(event.after(List.of(record))))
        .invoke(event::deliver)
        .onFailure(Dynamo::isRefused)
        .recoverWithNull();
  }

  private TransactWriteItem guardDeletion(AudioFile file) {
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(table)
                    .key(guardKey(file.s3Key()).attributes())
                    .conditionExpression("attribute_not_exists(file_id) OR record_id = :record")
                    .expressionAttributeValues(
                        item().text(":record", file.fileId()).attributes()))
        .build();
  }

  private static Event event(EventType type, AudioFile file) {
    return Event.of(type, file.userId()).with("file_id", file.fileId());
  }

  private Uni<Optional<StoredItem>> get(Item key) {
    return dynamo.read(table, key.attributes());
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> attributes) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(attributes)
                    .conditionExpression("attribute_not_exists(file_id)"))
        .build();
  }

  private TransactWriteItem delete(Map<String, AttributeValue> key) {
    return TransactWriteItem.builder().delete(delete -> delete.tableName(table).key(key)).build();
  }

  private static Item guardKey(String s3Key) {
    return item().text("file_id", "s3:" + s3Key);
  }

  private static Map<String, AttributeValue> startKey(String userId, AudioPagePosition position) {
    return item()
        .text("user_id", userId)
        .text("file_id", position.fileId())
        .number("uploaded_at", position.uploadedAt())
        .attributes();
  }

  private static AudioPage page(QueryResponse response) {
    Optional<AudioPagePosition> next =
        StoredItem.ofNullable(response.lastEvaluatedKey())
            .map(key -> new AudioPagePosition(key.decimal("uploaded_at"), key.text("file_id")));
    return new AudioPage(
        response.items().stream().map(StoredItem::of).map(AudioFileItems::read).toList(), next);
  }
}
