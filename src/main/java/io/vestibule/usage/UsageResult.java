package io.vestibule.usage;

import java.util.Optional;

/** The outcome of an attempt to count. */
sealed interface UsageResult {
  /** The meter after the count. */
  record Done(Meter meter) implements UsageResult {}

  /** Nothing was counted: what is stored, or empty if the token is unknown. */
  record Refused(Optional<StoredKey> stored) implements UsageResult {}
}
