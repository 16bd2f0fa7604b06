package io.vestibule.deployment;

import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table definition in one line, whatever file it is from: {@code vestibule-sessions session_id(S)
 * [user-sessions-index user_id(S),created_at(S) INCLUDE[…]] expires by expires_at}. Two definitions
 * are equal if their lines are equal.
 */
final class TableText {
  private TableText() {}

  static String of(TableDefinition table) {
    Map<String, String> types = new TreeMap<>();
    types.put(table.key(), "S");
    table.sort().ifPresent(sort -> types.put(sort.attribute(), sort.type().toString()));
    for (Index index : table.indexes()) {
      types.put(index.key(), "S");
      index.sort().ifPresent(sort -> types.put(sort.attribute(), sort.type().toString()));
    }
    return line(
        table.name(),
        keys(table.key(), table.sort().map(TableDefinition.SortKey::attribute)),
        table.indexes().stream()
            .map(
                index ->
                    index(
                        index.name(),
                        keys(index.key(), index.sort().map(TableDefinition.SortKey::attribute)),
                        index.projection().toString(),
                        index.carried()))
            .toList(),
        table.timeToLive(),
        types);
  }

  static String line(
      String name,
      List<String> keys,
      Collection<String> indexes,
      Optional<String> expiry,
      Map<String, String> types) {
    return name
        + " "
        + keys
        + " "
        + indexes.stream().sorted().toList()
        + " expires by "
        + expiry.orElse("nothing")
        + " "
        + new TreeMap<>(types);
  }

  static String index(
      String name, List<String> keys, String projection, Collection<String> carried) {
    return name + " " + keys + " " + projection + " " + carried.stream().sorted().toList();
  }

  static List<String> keys(String partition, Optional<String> sort) {
    return sort.map(second -> List.of(partition, second)).orElseGet(() -> List.of(partition));
  }
}
