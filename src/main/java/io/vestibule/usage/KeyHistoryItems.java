package io.vestibule.usage;

import io.vestibule.dynamo.StoredItem;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The row with the closed days and months of a key: {@code token} (S, {@code
 * usage:<user_id>:<key_id>}), {@code user_id} and one N for each day, {@code d2026-11-27}, and each
 * month, {@code m2026-11}. It is written once for each day on which the key was used.
 */
final class KeyHistoryItems {
  /** Days that are kept, with the current one. */
  static final int DAYS = 90;

  /** Months that are kept, with the current one. */
  static final int MONTHS = 24;

  private KeyHistoryItems() {}

  static String rowKey(String userId, String keyId) {
    return "usage:" + userId + ":" + keyId;
  }

  static String day(long epochDay) {
    return "d" + LocalDate.ofEpochDay(epochDay);
  }

  static String month(UsagePeriod month) {
    return "m" + month.text();
  }

  static NavigableMap<LocalDate, Long> days(StoredItem row) {
    NavigableMap<LocalDate, Long> days = new TreeMap<>();
    row.attributes()
        .forEach(
            (name, value) -> {
              if (isCount(name, 'd')) {
                days.put(LocalDate.parse(name.substring(1)), Long.valueOf(value.n()));
              }
            });
    return days;
  }

  static NavigableMap<UsagePeriod, Long> months(StoredItem row) {
    NavigableMap<UsagePeriod, Long> months = new TreeMap<>();
    row.attributes()
        .forEach(
            (name, value) -> {
              if (isCount(name, 'm')) {
                months.put(UsagePeriod.parse(name.substring(1)), Long.valueOf(value.n()));
              }
            });
    return months;
  }

  private static boolean isCount(String name, char kind) {
    return name.length() > 1 && name.charAt(0) == kind && Character.isDigit(name.charAt(1));
  }
}
