package io.vestibule.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stored state of an attempt's counters.
 *
 * @param failures counts by key; a missing key counts as zero
 * @param knownUntil until when the client address counts as known for the account; empty where it
 *     is unknown
 */
record ThrottleState(
    LoginAttempt attempt, Map<String, Long> failures, Optional<Instant> knownUntil) {

  /**
   * The counters that limit this attempt. A device that has logged in before has a budget of its
   * own, which nobody else can use up; once that is spent, the device counts as any other client.
   * The counter of the e-mail address does not apply to a known client address: strangers can use
   * it up.
   */
  List<FailureCounter> applicable(Instant now) {
    Optional<FailureCounter> device = attempt.device().filter(counter -> !isExhausted(counter));
    if (device.isPresent()) {
      return List.of(device.get());
    }
    return isKnown(now)
        ? List.of(attempt.pair(), attempt.address())
        : List.of(attempt.pair(), attempt.email(), attempt.address());
  }

  /** How long the attempt must wait; empty where it is allowed. */
  Optional<Duration> wait(Instant now) {
    return applicable(now).stream()
        .filter(this::isExhausted)
        .map(counter -> Duration.between(now, counter.end()))
        .max(Duration::compareTo);
  }

  boolean isKnown(Instant now) {
    return knownUntil.filter(now::isBefore).isPresent();
  }

  private boolean isExhausted(FailureCounter counter) {
    return failures.getOrDefault(counter.key(), 0L) >= counter.limit();
  }
}
