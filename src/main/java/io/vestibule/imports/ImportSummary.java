package io.vestibule.imports;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * How an import ended.
 *
 * @param outcomes how many records came to what, by kind and outcome: {@code users created}
 * @param conflicts how many records could not be taken over as they were
 */
public record ImportSummary(Map<String, Long> outcomes, long conflicts) {
  /** Before anything was done. */
  static final ImportSummary NOTHING = new ImportSummary(Map.of(), 0);

  /** For example {@code users created: 998, users unchanged: 2, conflicts: 1}. */
  public String sentence() {
    String counts =
        outcomes.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue() + ", ")
            .collect(Collectors.joining());
    return counts + "conflicts: " + conflicts;
  }
}
