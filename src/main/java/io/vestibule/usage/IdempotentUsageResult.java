package io.vestibule.usage;

import java.util.Optional;

/** The outcome of an attempt to count usage with an idempotency key. */
sealed interface IdempotentUsageResult {
  /** It was counted now. */
  record Done() implements IdempotentUsageResult {}

  /** It was counted before. */
  record Repeated(StoredUsageResult request) implements IdempotentUsageResult {}

  /** Nothing was counted: the current meter, or empty if the token is unknown. */
  record Refused(Optional<Meter> meter) implements IdempotentUsageResult {}
}
