package io.vestibule.imports;

import java.util.List;

/**
 * A record of the source.
 *
 * @param row the values that can be imported
 * @param flaws reason codes of the values that were left out because they cannot be parsed
 */
record ParsedRow<T>(T row, List<String> flaws) {
  @Override
  public String toString() {
    return "ParsedRow[redacted]";
  }
}
