package io.vestibule.usage;

import java.util.Optional;

/** What became of an attempt to count a request that names itself. */
sealed interface CountedOnce {
  /** It was counted now. */
  record Done() implements CountedOnce {}

  /** It was counted before. */
  record Repeated(RememberedRequest request) implements CountedOnce {}

  /** Nothing was counted: the meter as it stood, or empty where no row has that token. */
  record Refused(Optional<Meter> meter) implements CountedOnce {}
}
