package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The audio-files table: records ({@link AudioFileItems}). A record of a key under its owner's
 * prefix has an id that is derived from the key ({@link S3Key#ownRecordId}), so the key is unique
 * and its record is found with one consistent read. Any other record has a guard item for that
 * ({@link GuardedRecords}; docs/decisions/0066).
 */
@ApplicationScoped
class AudioStore {
  static final String BY_USER = "user-files-index";

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String table;
  private final GuardedRecords guarded;
  private final SelfGuardingRecords selfGuarding;

  AudioStore(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
    this.table = tables.audioFiles();
    this.guarded = new GuardedRecords(dynamo, table);
    this.selfGuarding = new SelfGuardingRecords(dynamo, table, guarded);
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
   * Stores a new record. Returns false if the key is already registered.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} if the id belongs to another record
   */
  Uni<Boolean> create(AudioFile file) {
    return events
        .prepare(event(EventType.RECORDING_CREATED, file))
        .chain(
            event ->
                (GuardedRecords.needsNone(file)
                        ? selfGuarding.create(file, event.writes())
                        : guarded.create(file, event.writes()))
                    .invoke(created -> deliver(event, created)));
  }

  /** Gives a record of an earlier system its guard ({@link GuardedRecords#adopt}). */
  Uni<Boolean> adopt(AudioFile file) {
    return guarded.adopt(file);
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
    return new S3Key(s3Key)
        .ownRecordId(userId)
        .map(id -> find(userId, id))
        .orElseGet(AudioStore::none)
        .chain(own -> own.isPresent() ? Uni.createFrom().item(own) : findByGuard(userId, s3Key));
  }

  private Uni<Optional<StoredFile>> findByGuard(String userId, String s3Key) {
    return guarded
        .findGuard(s3Key)
        .chain(
            guard ->
                guard
                    .filter(row -> userId.equals(row.text("owner_id")))
                    .map(row -> find(userId, row.text("record_id")))
                    .orElseGet(AudioStore::none));
  }

  /** Whether any user has registered the key, read consistently. */
  Uni<Boolean> isRegistered(String s3Key) {
    return new S3Key(s3Key)
        .recordId()
        .map(id -> get(item().text("file_id", id)))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
        .chain(own -> own.isPresent() ? Uni.createFrom().item(own) : guarded.findGuard(s3Key))
        .map(Optional::isPresent);
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
   * Stores another name or other details.
   *
   * @return false if the record does not exist or is being deleted
   */
  Uni<Boolean> change(AudioFile file, RecordingChange change) {
    List<String> assignments = new ArrayList<>();
    change.fileName().ifPresent(name -> assignments.add("file_name = :name"));
    change.details().ifPresent(details -> assignments.add("details = :details"));
    return update(
        file,
        "SET " + String.join(", ", assignments),
        "(attribute_not_exists(#status) OR #status <> :deleting)",
        values -> {
          change.fileName().ifPresent(name -> values.text(":name", name));
          change.details().ifPresent(details -> values.text(":details", details));
          return values.text(":deleting", FileStatus.DELETING.wire());
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
                            .conditionExpression(
                                "attribute_exists(file_id) AND " + condition + sameRecord(file))
                            .expressionAttributeNames(Map.of("#status", "status"))
                            .expressionAttributeValues(values.apply(identity(file)).attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Deletes a record that is marked as deleting. Idempotent. Keeps a later record of the key. */
  Uni<Void> delete(AudioFile file) {
    return events
        .prepare(event(EventType.RECORDING_DELETED, file))
        .chain(
            event ->
                (GuardedRecords.needsNone(file)
                        ? selfGuarding.delete(file, event.writes())
                        : guarded.delete(file, event.writes()))
                    .invoke(deleted -> deliver(event, deleted)))
        .replaceWithVoid();
  }

  private static Event event(EventType type, AudioFile file) {
    return Event.of(type, file.userId()).with("file_id", file.fileId());
  }

  private static void deliver(PreparedEvents event, boolean written) {
    if (written) {
      event.deliver();
    }
  }

  private Uni<Optional<StoredItem>> get(Item key) {
    return dynamo.read(table, key.attributes());
  }

  /** A later record of the key has the same id, but another time. */
  private static String sameRecord(AudioFile file) {
    return GuardedRecords.needsNone(file) ? " AND uploaded_at = :uploaded" : "";
  }

  private static Item identity(AudioFile file) {
    return GuardedRecords.needsNone(file)
        ? item().number(":uploaded", AudioFileItems.seconds(file.uploadedAt()))
        : item();
  }

  private static Uni<Optional<StoredFile>> none() {
    return Uni.createFrom().item(Optional.empty());
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
