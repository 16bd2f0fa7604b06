package io.vestibule.imports;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The outcome of an import.
 *
 * @param outcomes number of records by kind and outcome, for example {@code users created}
 * @param conflicts number of records that could not be imported unchanged
 */
public record ImportSummary(Map<String, Long> outcomes, long conflicts) {
  /** The summary before the first record. */
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
