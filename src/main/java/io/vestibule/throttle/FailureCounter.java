package io.vestibule.throttle;

import java.time.Duration;
import java.time.Instant;

/**
 * A counter of failed attempts in a fixed window.
 *
 * @param key names what is counted and the window; contains no e-mail address and no client address
 * @param limit how many failures are allowed in the window
 * @param end end of the window
 */
record FailureCounter(String key, int limit, Instant end) {

  /** The counter of the window that contains {@code now}. */
  static FailureCounter of(String name, int limit, Duration window, Instant now) {
    long number = now.toEpochMilli() / window.toMillis();
    Instant end = Instant.ofEpochMilli((number + 1) * window.toMillis());
    return new FailureCounter(name + ":" + number, limit, end);
  }
}
