package io.vestibule.usage;

import java.util.OptionalLong;

/**
 * A plan and what it allows.
 *
 * @param name as it stands in accounts and tokens
 * @param limit units a month; empty where there is no limit
 */
record Plan(String name, OptionalLong limit) {

  /** Whether {@code units} may be counted on top of {@code used}. */
  boolean allows(long used, long units) {
    return limit.isEmpty() || used + units <= limit.getAsLong();
  }
}
