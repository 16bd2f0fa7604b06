package io.vestibule.usage;

import java.util.OptionalLong;

/**
 * A plan with its limit.
 *
 * @param name the name in accounts and tokens
 * @param limit units per month; empty if there is no limit
 */
record Plan(String name, OptionalLong limit) {

  /** Whether {@code units} may be counted on top of {@code used}. */
  boolean allows(long used, long units) {
    return limit.isEmpty() || used + units <= limit.getAsLong();
  }
}
