package io.vestibule.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Exponential back-off with jitter: after failure n the delay is between one half and all of {@code
 * first-delay} · 2^(n-1), at most {@code max-delay}. The jitter spreads the messages that failed
 * together.
 */
@ApplicationScoped
class RetrySchedule {
  private static final int MAX_DOUBLINGS = 30;

  private final OutboxConfig config;
  private final SecureRandom random;

  RetrySchedule(OutboxConfig config, SecureRandom random) {
    this.config = config;
    this.random = random;
  }

  /** Whether this attempt was the last one. */
  boolean isLast(int attempts) {
    return attempts >= config.maxAttempts();
  }

  /** The delay until the next attempt, to the millisecond. */
  Duration delayAfter(int attempts) {
    long first = config.firstDelay().toMillis();
    long longest = Math.max(first, config.maxDelay().toMillis());
    int doublings = Math.min(Math.max(attempts - 1, 0), MAX_DOUBLINGS);
    long delay = first > (longest >> doublings) ? longest : first << doublings;
    return Duration.ofMillis(delay - (long) (random.nextDouble() * delay / 2));
  }
}
