package io.vestibule.usage;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as its owner sees it.
 *
 * @param key the key
 * @param usageCount units in the current month
 * @param lastUsedAt when it was last used, to the minute
 */
public record KeyOverview(ApiKey key, long usageCount, Optional<Instant> lastUsedAt) {
  /** A new key. */
  public static KeyOverview unused(ApiKey key) {
    return new KeyOverview(key, 0, Optional.empty());
  }

  static KeyOverview of(ApiKey key, KeyMeter counters, Instant now) {
    KeyMeter current = counters.at(KeyMeter.dayAt(now));
    return new KeyOverview(
        key,
        current.monthCount(),
        current.lastUsedMinute().isPresent()
            ? Optional.of(Instant.ofEpochSecond(current.lastUsedMinute().getAsLong() * 60))
            : Optional.empty());
  }
}
