package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.DueQueue;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Upload URLs that were handed out, in the erasures table, which is the queue of what is to be
 * deleted later. Item: {@code user_id} (S, {@code upload:<s3_key>}; the table's key), {@code queue}
 * (S, always {@value #QUEUE}) and {@code due_at} (N, epoch seconds), by which the table's index
 * sorts.
 */
@ApplicationScoped
class ExpectedUploadStore {
  private static final String QUEUE = "uploads";
  private static final String PREFIX = "upload:";

  /** An upload to settle, and when that was due (epoch seconds). */
  record ExpectedUpload(String s3Key, long dueAt) {}

  private final Dynamo dynamo;
  private final String table;
  private final DueQueue queue;

  ExpectedUploadStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.erasures();
    this.queue = new DueQueue(dynamo, table, QUEUE);
  }

  Uni<Void> add(String s3Key, Instant due) {
    Map<String, AttributeValue> upload =
        item()
            .text("user_id", PREFIX + s3Key)
            .text("queue", QUEUE)
            .epochSeconds("due_at", due)
            .attributes();
    return dynamo
        .call(db -> db.putItem(put -> put.tableName(table).item(upload)))
        .replaceWithVoid();
  }

  /** The oldest uploads that are due. */
  Uni<List<ExpectedUpload>> due(Instant now, int limit) {
    return queue
        .due(now, limit)
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new ExpectedUpload(
                                row.text("user_id").substring(PREFIX.length()),
                                row.number("due_at")))
                    .toList());
  }

  /** Postpones the upload; false if another server did, or it is settled. */
  Uni<Boolean> claim(ExpectedUpload upload, Instant until) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(upload.s3Key()))
                            .updateExpression("SET due_at = :until")
                            .conditionExpression("due_at = :due")
                            .expressionAttributeValues(
                                item()
                                    .epochSeconds(":until", until)
                                    .number(":due", upload.dueAt())
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Idempotent. */
  Uni<Void> remove(String s3Key) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(key(s3Key))))
        .replaceWithVoid();
  }

  private static Map<String, AttributeValue> key(String s3Key) {
    return item().text("user_id", PREFIX + s3Key).attributes();
  }
}
