package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * The audio-files table. Record: {@code file_id} (S), {@code user_id} (S), {@code s3_key} (S),
 * {@code uploaded_at} (N, epoch seconds with up to six decimals), {@code file_size} (N, bytes),
 * {@code content_type}, {@code file_name} (S), {@code duration_ms} (N), {@code status} (S; absent
 * in imported records: pending), {@code proven} (BOOL). Beside each record stands its guard: {@code
 * file_id} = {@code s3:<s3_key>}, {@code record_id}, {@code owner_id}. The guard makes a key unique
 * and finds the record by it, both consistently, which an index cannot (docs/decisions/0003).
 */
@ApplicationScoped
class AudioStore {
  private static final String BY_USER = "user-files-index";
  private static final int GUARD = 0;
  private static final int RECORD = 1;

  private final Dynamo dynamo;
  private final String table;

  AudioStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
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
   * Record and guard in one transaction; false where the key is registered.
   *
   * @throws ApiException {@link ErrorCode#CONFLICT} where the id is another record's
   */
  Uni<Boolean> create(AudioFile file) {
    Map<String, AttributeValue> guard =
        guardKey(file.s3Key())
            .text("record_id", file.fileId())
            .text("owner_id", file.userId())
            .attributes();
    return dynamo
        .transact(List.of(putNew(guard), putNew(write(file))))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithItem(false)
        .onFailure(failure -> Dynamo.refusedAt(failure, RECORD))
        .transform(taken -> ApiException.of(ErrorCode.CONFLICT));
  }

  /** Read consistently; empty where there is none or it is another user's. */
  Uni<Optional<StoredFile>> find(String userId, String fileId) {
    return get(item().text("file_id", fileId))
        .map(
            found ->
                found
                    .filter(row -> userId.equals(row.textOrNull("user_id")))
                    .map(AudioStore::read));
  }

  /** The user's record for that key; empty where it is not registered, or by somebody else. */
  Uni<Optional<StoredFile>> findByKey(String userId, String s3Key) {
    return get(guardKey(s3Key))
        .chain(
            guard ->
                guard
                    .filter(row -> userId.equals(row.text("owner_id")))
                    .map(row -> find(userId, row.text("record_id")))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /** Newest first, from the index: a record registered a moment ago may still be missing. */
  Uni<AudioPage> list(String userId, int limit, Optional<AudioPosition> after) {
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
   * Notes what was seen of the object.
   *
   * @param file with the object's size, ready
   * @param proven that it opened with its owner's key; what was proven stays so
   * @return false where the record is gone or being deleted
   */
  Uni<Boolean> settle(AudioFile file, boolean proven) {
    return update(
        file,
        "SET #status = :status, file_size = :size" + (proven ? ", proven = :proven" : ""),
        "(attribute_not_exists(#status) OR #status <> :deleting)",
        values -> {
          values.number(":size", file.fileSize());
          values.text(":deleting", FileStatus.DELETING.wire());
          if (proven) {
            values.flag(":proven", true);
          }
          return values.text(":status", FileStatus.READY.wire());
        });
  }

  /**
   * The first step of a deletion, from which on the record is nobody's.
   *
   * @return false where the record is gone
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
   * Removes record and guard together; nothing where they are gone already. A guard that another
   * record of the key has got since stays.
   */
  Uni<Void> delete(AudioFile file) {
    TransactWriteItem record = delete(item().text("file_id", file.fileId()).attributes());
    TransactWriteItem guard =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(table)
                        .key(guardKey(file.s3Key()).attributes())
                        .conditionExpression("attribute_not_exists(file_id) OR record_id = :record")
                        .expressionAttributeValues(
                            item().text(":record", file.fileId()).attributes()))
            .build();
    return dynamo
        .transact(List.of(guard, record))
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .recoverWithUni(() -> dynamo.transact(List.of(record)));
  }

  private Uni<Optional<StoredItem>> get(Item key) {
    return dynamo
        .call(
            db ->
                db.getItem(get -> get.tableName(table).key(key.attributes()).consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()));
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

  private static Map<String, AttributeValue> startKey(String userId, AudioPosition position) {
    return item()
        .text("user_id", userId)
        .text("file_id", position.fileId())
        .number("uploaded_at", position.uploadedAt())
        .attributes();
  }

  private static AudioPage page(QueryResponse response) {
    Optional<AudioPosition> next =
        StoredItem.ofNullable(response.lastEvaluatedKey())
            .map(key -> new AudioPosition(key.decimal("uploaded_at"), key.text("file_id")));
    return new AudioPage(
        response.items().stream().map(StoredItem::of).map(AudioStore::read).toList(), next);
  }

  private static Map<String, AttributeValue> write(AudioFile file) {
    Item row =
        item()
            .text("file_id", file.fileId())
            .text("user_id", file.userId())
            .text("s3_key", file.s3Key())
            .number("uploaded_at", seconds(file.uploadedAt()))
            .text("content_type", file.contentType())
            .text("file_name", file.fileName())
            .text("status", file.status().wire());
    if (file.fileSize() != null) {
      row.number("file_size", file.fileSize());
    }
    if (file.durationMs() != null) {
      row.number("duration_ms", file.durationMs());
    }
    return row.attributes();
  }

  private static StoredFile read(StoredItem row) {
    String status = row.textOrNull("status");
    AudioFile file =
        new AudioFile(
            row.text("file_id"),
            row.text("user_id"),
            row.text("s3_key"),
            row.has("file_size") ? row.number("file_size") : null,
            instant(row.decimal("uploaded_at")),
            row.textOrNull("content_type"),
            row.textOrNull("file_name"),
            row.has("duration_ms") ? row.number("duration_ms") : null,
            status == null ? FileStatus.PENDING : FileStatus.ofWire(status));
    return new StoredFile(file, row.flag("proven"));
  }

  private static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, instant), 6)
        .stripTrailingZeros();
  }

  private static Instant instant(BigDecimal seconds) {
    return Instant.EPOCH.plus(
        seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact(),
        ChronoUnit.MICROS);
  }
}
