package io.vestibule.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the table says of an attempt.
 *
 * @param failures counts by key; none where it does not exist
 * @param knownUntil until when the client address is known as the owner's; empty where it is not
 */
record Standing(Attempt attempt, Map<String, Long> failures, Optional<Instant> knownUntil) {

  /**
   * How long the attempt must wait; empty where it may be made. Strangers can use up an e-mail
   * address' own limit, so it does not count where its owner is known.
   */
  Optional<Duration> wait(Instant now) {
    return attempt.counters().stream()
        .filter(counter -> !(isKnown(now) && counter.equals(attempt.email())))
        .filter(counter -> failed(counter) >= counter.limit())
        .map(counter -> Duration.between(now, counter.end()))
        .max(Duration::compareTo);
  }

  boolean isKnown(Instant now) {
    return knownUntil.filter(now::isBefore).isPresent();
  }

  long failed(Counter counter) {
    return failures.getOrDefault(counter.key(), 0L);
  }
}
