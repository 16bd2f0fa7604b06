package io.vestibule.usage;

import java.util.List;
import java.util.Optional;

/**
 * A use of a key.
 *
 * @param units units to count; 0 asks whether a use of one unit would be accepted
 * @param scopes the scopes that the use requires
 * @param address the address of the client, for keys with allowed networks
 * @param requestId the caller's idempotency key
 */
public record KeyUse(
    long units, List<String> scopes, Optional<String> address, Optional<String> requestId) {
  boolean counts() {
    return units > 0;
  }

  /** What must be left for the use. */
  long needed() {
    return Math.max(1, units);
  }
}
