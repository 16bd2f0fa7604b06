package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Records whose id is derived from their key, so that the record itself makes the key unique
 * (docs/decisions/0066). All other records are {@link GuardedRecords}.
 */
final class SelfGuardingRecords {
  private final Dynamo dynamo;
  private final String table;
  private final GuardedRecords guarded;

  SelfGuardingRecords(Dynamo dynamo, String table, GuardedRecords guarded) {
    this.dynamo = dynamo;
    this.table = table;
    this.guarded = guarded;
  }

  /**
   * Stores a new record. An imported record of the key has a guard, which is why that is read
   * first.
   *
   * @param together further writes of the transaction, whose conditions do not fail
   * @return false if the key is already registered
   */
  Uni<Boolean> create(AudioFile file, List<TransactWriteItem> together) {
    return guarded
        .findGuard(file.s3Key())
        .chain(
            guard ->
                guard.isPresent()
                    ? Uni.createFrom().item(false)
                    : dynamo.put(
                        Put.builder()
                            .tableName(table)
                            .item(AudioFileItems.write(file))
                            .conditionExpression("attribute_not_exists(file_id)")
                            .build(),
                        together));
  }

  /**
   * Deletes a record that is marked as deleting. A later record has the same id, but is not being
   * deleted.
   *
   * @param together as for {@link #create}
   * @return false if there is no such record
   */
  Uni<Boolean> delete(AudioFile file, List<TransactWriteItem> together) {
    return dynamo.delete(
        Delete.builder()
            .tableName(table)
            .key(item().text("file_id", file.fileId()).attributes())
            .conditionExpression("#status = :deleting")
            .expressionAttributeNames(Map.of("#status", "status"))
            .expressionAttributeValues(
                item().text(":deleting", FileStatus.DELETING.wire()).attributes())
            .build(),
        together);
  }
}
