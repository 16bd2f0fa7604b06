package io.vestibule.throttle;

import java.time.Duration;
import java.time.Instant;

/**
 * A counter of one window.
 *
 * @param key names what is counted and the window; holds no e-mail and no address
 * @param limit how many are let through
 * @param end when the window ends
 */
record Counter(String key, int limit, Instant end) {

  /** The counter of the window that {@code now} lies in. */
  static Counter of(String name, int limit, Duration window, Instant now) {
    long number = now.toEpochMilli() / window.toMillis();
    Instant end = Instant.ofEpochMilli((number + 1) * window.toMillis());
    return new Counter(name + ":" + number, limit, end);
  }
}
