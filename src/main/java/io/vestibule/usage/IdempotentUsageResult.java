package io.vestibule.usage;

import java.util.Optional;

/** The outcome of an attempt to count usage with an idempotency key. */
sealed interface IdempotentUsageResult {
  /** It was counted now. */
  record Done() implements IdempotentUsageResult {}

  /** It was counted before. */
  record Repeated(StoredUsageResult request) implements IdempotentUsageResult {}

  /** Nothing was counted: what is stored, or empty if the token is unknown. */
  record Refused(Optional<StoredKey> stored) implements IdempotentUsageResult {}
}
