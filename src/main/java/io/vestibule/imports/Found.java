package io.vestibule.imports;

import java.util.List;

/**
 * A record as the source has it.
 *
 * @param row what can be taken over
 * @param flaws what could not be read and was left out, in the words of the report
 */
record Found<T>(T row, List<String> flaws) {
  @Override
  public String toString() {
    return "Found[redacted]";
  }
}
