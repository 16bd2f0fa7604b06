package io.vestibule.usage;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** A billing period: a calendar month in UTC. */
record UsagePeriod(YearMonth month) implements Comparable<UsagePeriod> {

  static UsagePeriod at(Instant moment) {
    return new UsagePeriod(YearMonth.from(moment.atZone(ZoneOffset.UTC)));
  }

  static UsagePeriod parse(String text) {
    return new UsagePeriod(YearMonth.parse(text));
  }

  /** {@code 2026-11}; sorts chronologically. */
  String text() {
    return month.toString();
  }

  Instant start() {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The end of the period, exclusive. */
  Instant end() {
    return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  UsagePeriod minus(int months) {
    return new UsagePeriod(month.minusMonths(months));
  }

  @Override
  public int compareTo(UsagePeriod other) {
    return month.compareTo(other.month);
  }
}
