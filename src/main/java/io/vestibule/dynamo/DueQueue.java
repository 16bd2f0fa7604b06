package io.vestibule.dynamo;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.TableDefinition.Index;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Rows that wait for their time: {@code queue} (S) has the name of the queue and {@code due_at} (N,
 * epoch seconds) the time. A table can hold several queues.
 */
public record DueQueue(Dynamo dynamo, String table, String name) {
  private static final String INDEX = "due-index";

  /** The index of the table that holds the queue. */
  public static Index index() {
    return Index.by(INDEX, "queue").sortedBy("due_at", ScalarAttributeType.N);
  }

  /** The rows that are due, the oldest first; eventually consistent. */
  public Uni<List<StoredItem>> due(Instant now, int limit) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(INDEX)
                            .keyConditionExpression("#queue = :queue AND due_at <= :now")
                            .expressionAttributeNames(Map.of("#queue", "queue"))
                            .expressionAttributeValues(
                                item().text(":queue", name).epochSeconds(":now", now).attributes())
                            .limit(limit)))
        .map(page -> page.items().stream().map(StoredItem::of).toList());
  }

  /** Postpones a row, unless it is not due any more or was removed. Reads nothing else of it. */
  public Uni<Void> putOff(Map<String, AttributeValue> key, Instant now, Instant due) {
    Update later =
        Update.builder()
            .tableName(table)
            .key(key)
            .updateExpression("SET due_at = :due")
            .conditionExpression("due_at <= :now")
            .expressionAttributeValues(
                item().epochSeconds(":due", due).epochSeconds(":now", now).attributes())
            .build();
    return dynamo.update(later, List.of()).replaceWithVoid();
  }
}
