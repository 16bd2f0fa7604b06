package io.vestibule.dynamo;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An index of a table by {@code user_id} (S).
 *
 * @param sortKey its sort key (S), in the order of time
 */
public record UserIndex(Dynamo dynamo, String table, String name, String sortKey) {
  /** Below every sort key. */
  private static final String FIRST = "0";

  /**
   * The rows that name the user, the oldest first; eventually consistent.
   *
   * @param after the sort key of the last row of the page before
   */
  public Uni<List<StoredItem>> page(String userId, int limit, Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(name)
                            .keyConditionExpression("user_id = :user AND #sort > :after")
                            .expressionAttributeNames(Map.of("#sort", sortKey))
                            .expressionAttributeValues(
                                item()
                                    .text(":user", userId)
                                    .text(":after", after.orElse(FIRST))
                                    .attributes())
                            .limit(limit)))
        .map(page -> page.items().stream().map(StoredItem::of).toList());
  }
}
