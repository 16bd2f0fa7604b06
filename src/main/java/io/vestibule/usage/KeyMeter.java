package io.vestibule.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/**
 * The counters of one key in the meter of its account.
 *
 * @param version the version of the key; a write that expects another one fails
 * @param day the day (UTC) of the open count, in days since the epoch
 * @param dayCount units on that day
 * @param monthCount units in the month of that day, including it
 * @param lastUsedMinute when the key was last used, in minutes since the epoch
 * @param window the start of the rate's window, in epoch seconds
 * @param windowCount calls in that window
 */
record KeyMeter(
    long version,
    long day,
    long dayCount,
    long monthCount,
    OptionalLong lastUsedMinute,
    long window,
    long windowCount) {
  /** Of a key that has not been used. */
  static KeyMeter unused(long version, Instant now) {
    return new KeyMeter(version, dayAt(now), 0, 0, OptionalLong.empty(), 0, 0);
  }

  /** Of the API token of an earlier system, whose counter has no days. */
  static KeyMeter takenOver(long count, Instant now) {
    return new KeyMeter(0, dayAt(now), 0, count, OptionalLong.empty(), 0, 0);
  }

  static long dayAt(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC).toEpochDay();
  }

  UsagePeriod month() {
    return new UsagePeriod(YearMonth.from(LocalDate.ofEpochDay(day)));
  }

  /** Whether its day ended before {@code today}. */
  boolean isBehind(long today) {
    return day < today;
  }

  /** The counters on that day, even if nothing was counted on it yet. */
  KeyMeter at(long today) {
    if (!isBehind(today)) {
      return this;
    }
    KeyMeter next = new KeyMeter(version, today, 0, 0, lastUsedMinute, window, windowCount);
    return next.month().equals(month())
        ? new KeyMeter(version, today, 0, monthCount, lastUsedMinute, window, windowCount)
        : next;
  }

  /** Calls in the window that starts at {@code start}, or in a later one if that is stored. */
  long callsIn(long start) {
    return window < start ? 0 : windowCount;
  }
}
