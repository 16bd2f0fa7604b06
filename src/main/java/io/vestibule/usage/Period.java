package io.vestibule.usage;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** A calendar month in UTC: what a limit is for. */
record Period(YearMonth month) implements Comparable<Period> {

  static Period at(Instant moment) {
    return new Period(YearMonth.from(moment.atZone(ZoneOffset.UTC)));
  }

  static Period parse(String text) {
    return new Period(YearMonth.parse(text));
  }

  /** {@code 2026-11}; sorts as the months do. */
  String text() {
    return month.toString();
  }

  /** The first moment that is no longer part of it. */
  Instant end() {
    return month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  Period minus(int months) {
    return new Period(month.minusMonths(months));
  }

  @Override
  public int compareTo(Period other) {
    return month.compareTo(other.month);
  }
}
