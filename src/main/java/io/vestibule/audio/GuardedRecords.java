package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Records whose id is not derived from their key: imported ones, and those of keys outside of their
 * owner's prefix. A guard item makes the key unique and finds the record with strong consistency,
 * which an index cannot do (docs/decisions/0003): {@code file_id} = {@code s3:<s3_key>}, {@code
 * record_id}, {@code owner_id}.
 */
final class GuardedRecords {
  private static final int GUARD = 0;
  private static final int RECORD = 1;
  private static final int NO_OWN_RECORD = 2;

  private final Dynamo dynamo;
  private final String table;

  GuardedRecords(Dynamo dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /** Whether the id of the record is derived from its key. */
  static boolean needsNone(AudioFile file) {
    return new S3Key(file.s3Key())
        .ownRecordId(file.userId())
        .filter(file.fileId()::equals)
        .isPresent();
  }

  /** The guard of the key, read consistently. */
  Uni<Optional<StoredItem>> findGuard(String s3Key) {
    return dynamo.read(table, guardKey(s3Key).attributes());
  }

  /**
   * Stores a new record and its guard, unless the key has a record without a guard.
   *
   * @param together further writes of the transaction, whose conditions do not fail
   * @return false if the key is already registered
   * @throws ApiException {@link ErrorCode#CONFLICT} if the id belongs to another record
   */
  Uni<Boolean> create(AudioFile file, List<TransactWriteItem> together) {
    List<TransactWriteItem> writes =
        new ArrayList<>(List.of(putNew(guard(file)), putNew(AudioFileItems.write(file))));
    Optional<TransactWriteItem> noOwnRecord =
        new S3Key(file.s3Key()).recordId().map(this::checkMissing);
    noOwnRecord.ifPresent(writes::add);
    writes.addAll(together);
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(
            failure ->
                Dynamo.refusedAt(failure, GUARD)
                    || (noOwnRecord.isPresent() && Dynamo.refusedAt(failure, NO_OWN_RECORD)))
        .recoverWithItem(false)
        .onFailure(failure -> Dynamo.refusedAt(failure, RECORD))
        .transform(taken -> ApiException.of(ErrorCode.CONFLICT));
  }

  /**
   * Stores the guard of a record of an earlier system and gives the record the size and the time of
   * {@code file}.
   *
   * @return false if the key is already registered or the record has changed
   */
  Uni<Boolean> adopt(AudioFile file) {
    Item values =
        item()
            .text(":user", file.userId())
            .text(":key", file.s3Key())
            .number(":time", AudioFileItems.seconds(file.uploadedAt()))
            .text(":status", file.status().wire());
    if (file.fileSize() != null) {
      values.number(":size", file.fileSize());
    }
    TransactWriteItem record =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(table)
                        .key(item().text("file_id", file.fileId()).attributes())
                        .updateExpression(
                            "SET uploaded_at = :time, #status = if_not_exists(#status, :status)"
                                + (file.fileSize() == null
                                    ? " REMOVE file_size"
                                    : ", file_size = :size"))
                        .conditionExpression("user_id = :user AND s3_key = :key")
                        .expressionAttributeNames(Map.of("#status", "status"))
                        .expressionAttributeValues(values.attributes()))
            .build();
    List<TransactWriteItem> writes = new ArrayList<>(List.of(putNew(guard(file)), record));
    new S3Key(file.s3Key()).recordId().map(this::checkMissing).ifPresent(writes::add);
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(false);
  }

  private static Map<String, AttributeValue> guard(AudioFile file) {
    return guardKey(file.s3Key())
        .text("record_id", file.fileId())
        .text("owner_id", file.userId())
        .attributes();
  }

  /**
   * Deletes record and guard. Keeps a guard that now belongs to a later record.
   *
   * @param together as for {@link #create}
   * @return false if there is no such record
   */
  Uni<Boolean> delete(AudioFile file, List<TransactWriteItem> together) {
    TransactWriteItem record =
        delete(
            item().text("file_id", file.fileId()),
            delete -> delete.conditionExpression("attribute_exists(file_id)"));
    TransactWriteItem guard =
        delete(
            guardKey(file.s3Key()),
            delete ->
                delete
                    .conditionExpression("attribute_not_exists(file_id) OR record_id = :record")
                    .expressionAttributeValues(item().text(":record", file.fileId()).attributes()));
    List<TransactWriteItem> alone = new ArrayList<>(List.of(record));
    alone.addAll(together);
    List<TransactWriteItem> both = new ArrayList<>(List.of(guard));
    both.addAll(alone);
    return dynamo
        .transact(both)
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithUni(() -> dynamo.transact(alone))
        .replaceWith(true)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(false);
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> attributes) {
    return Dynamo.putNew(table, "file_id", attributes);
  }

  private TransactWriteItem delete(Item key, UnaryOperator<Delete.Builder> condition) {
    Delete.Builder delete = Delete.builder().tableName(table).key(key.attributes());
    return TransactWriteItem.builder().delete(condition.apply(delete).build()).build();
  }

  private TransactWriteItem checkMissing(String fileId) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(table)
                    .key(item().text("file_id", fileId).attributes())
                    .conditionExpression("attribute_not_exists(file_id)"))
        .build();
  }

  private static Item guardKey(String s3Key) {
    return item().text("file_id", "s3:" + s3Key);
  }
}
