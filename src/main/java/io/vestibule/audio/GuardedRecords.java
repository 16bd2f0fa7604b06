package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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

  /** The guard of the key, read consistently. */
  Uni<Optional<StoredItem>> findGuard(String s3Key) {
    return dynamo.read(table, guardKey(s3Key).attributes());
  }

  /**
   * Stores a new record and its guard, unless the key has a record without a guard.
   *
   * @return false if the key is already registered
   * @throws ApiException {@link ErrorCode#CONFLICT} if the id belongs to another record
   */
  Uni<Boolean> create(AudioFile file) {
    Map<String, AttributeValue> guard =
        guardKey(file.s3Key())
            .text("record_id", file.fileId())
            .text("owner_id", file.userId())
            .attributes();
    List<TransactWriteItem> writes =
        Stream.concat(
                Stream.of(putNew(guard), putNew(AudioFileItems.write(file))),
                new S3Key(file.s3Key()).recordId().map(this::checkMissing).stream())
            .toList();
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(
            failure -> Dynamo.refusedAt(failure, GUARD) || Dynamo.refusedAt(failure, NO_OWN_RECORD))
        .recoverWithItem(false)
        .onFailure(failure -> Dynamo.refusedAt(failure, RECORD))
        .transform(taken -> ApiException.of(ErrorCode.CONFLICT));
  }

  /** Deletes record and guard. Idempotent. Keeps a guard that now belongs to a later record. */
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
        .onFailure(failure -> Dynamo.refusedAt(failure, GUARD))
        .recoverWithUni(() -> dynamo.transact(List.of(record)));
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
