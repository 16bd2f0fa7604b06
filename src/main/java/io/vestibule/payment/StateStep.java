package io.vestibule.payment;

import io.vestibule.runtime.Digests;
import java.util.HexFormat;

/**
 * The states before and after an event, as short hashes. An event that changes nothing has the same
 * state twice.
 *
 * @param before {@link #NONE} for the creation
 */
record StateStep(String before, String after) {
  /** Before the creation. */
  static final String NONE = "-";

  private static final int BYTES = 8;

  /** The name of a state. */
  static String state(Object... parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(part).append('\n');
    }
    return HexFormat.of().formatHex(Digests.sha256(text.toString()), 0, BYTES);
  }
}
