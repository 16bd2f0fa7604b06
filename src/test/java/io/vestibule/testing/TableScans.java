package io.vestibule.testing;

import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.Tables;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Scans all tables; only tests may do this. */
@ApplicationScoped
public class TableScans {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Dynamo dynamo;
  private final Tables tables;

  TableScans(Dynamo dynamo, Tables tables) {
    this.dynamo = dynamo;
    this.tables = tables;
  }

  /**
   * Number of items per table that contain one of the words; tables without matches are omitted.
   */
  public Map<String, Long> rowsThatSay(List<String> words) {
    Map<String, Long> found = new TreeMap<>();
    for (String table : names()) {
      long rows =
          rows(table).stream()
              .map(Map::toString)
              .filter(row -> words.stream().anyMatch(row::contains))
              .count();
      if (rows > 0) {
        found.put(table, rows);
      }
    }
    return found;
  }

  /** All tables of the store, including tables that the service does not know. */
  public List<String> names() {
    List<String> names = dynamo.call(db -> db.listTables()).await().atMost(PATIENCE).tableNames();
    List<String> known = tables.all().stream().map(TableDefinition::name).toList();
    if (!names.containsAll(known)) {
      throw new AssertionError("missing tables: " + known + " are not all among " + names);
    }
    return names;
  }

  private List<Map<String, AttributeValue>> rows(String table) {
    List<Map<String, AttributeValue>> rows = new java.util.ArrayList<>();
    Map<String, AttributeValue> from = null;
    do {
      Map<String, AttributeValue> start = from;
      var page =
          dynamo
              .call(
                  db ->
                      db.scan(
                          scan ->
                              scan.tableName(table).consistentRead(true).exclusiveStartKey(start)))
              .await()
              .atMost(PATIENCE);
      rows.addAll(page.items());
      from = page.lastEvaluatedKey();
    } while (from != null && !from.isEmpty());
    return rows;
  }
}
