package io.vestibule.outbox;

import java.time.Duration;

/** Settings of an outbox that a test drives itself. */
record OutboxSettings(
    boolean enabled,
    Duration pollEvery,
    int maxAttempts,
    Duration firstDelay,
    Duration maxDelay,
    Duration timeout,
    Duration lease,
    int concurrency,
    int queue)
    implements OutboxConfig {

  /** The defaults, except the timeout and the number of attempts. */
  static OutboxSettings of(Duration timeout, int maxAttempts) {
    return new OutboxSettings(
        true,
        Duration.ofSeconds(5),
        maxAttempts,
        Duration.ofSeconds(5),
        Duration.ofHours(1),
        timeout,
        Duration.ofMinutes(2),
        8,
        1000);
  }

  OutboxSettings disabled() {
    return new OutboxSettings(
        false, pollEvery, maxAttempts, firstDelay, maxDelay, timeout, lease, concurrency, queue);
  }
}
