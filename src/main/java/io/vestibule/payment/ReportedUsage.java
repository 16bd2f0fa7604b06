package io.vestibule.payment;

import java.time.Instant;
import java.time.YearMonth;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was reported to Stripe about the usage of a user.
 *
 * @param since the first month that is reported
 * @param reported units by month
 * @param due when the next report is due
 * @param version counts the writes; 0 if it is not stored
 */
record ReportedUsage(
    String userId,
    YearMonth since,
    SortedMap<YearMonth, Long> reported,
    Instant due,
    long version) {

  /** The counters have twelve months; Stripe accepts usage of the last 35 days. */
  private static final int MOST_MONTHS = 13;

  static ReportedUsage starting(String userId, YearMonth now, Instant due) {
    return new ReportedUsage(userId, now, new TreeMap<>(), due, 0);
  }

  /** Units that were counted and not reported yet, by month. */
  SortedMap<YearMonth, Long> missing(SortedMap<YearMonth, Long> counted) {
    SortedMap<YearMonth, Long> missing = new TreeMap<>();
    counted.forEach(
        (month, units) -> {
          long more = units - reported.getOrDefault(month, 0L);
          if (!month.isBefore(since) && more > 0) {
            missing.put(month, more);
          }
        });
    return missing;
  }

  ReportedUsage reporting(SortedMap<YearMonth, Long> missing, Instant next) {
    SortedMap<YearMonth, Long> all = new TreeMap<>(reported);
    missing.forEach((month, units) -> all.merge(month, units, Long::sum));
    while (all.size() > MOST_MONTHS) {
      all.remove(all.firstKey());
    }
    return new ReportedUsage(userId, since, Collections.unmodifiableSortedMap(all), next, version);
  }
}
