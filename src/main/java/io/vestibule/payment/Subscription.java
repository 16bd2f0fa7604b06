package io.vestibule.payment;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A subscription or purchase, as its latest event states it.
 *
 * @param id of the provider
 * @param reports the events of its latest times, in their order. Several of one time decide
 *     together which is the last
 */
record Subscription(String id, List<Report> reports) {
  /** The year 9999. */
  private static final long FOR_EVER = 253_370_764_800_000L;

  private static final int MOST_REPORTS = 20;

  Subscription {
    requireNonNull(id, "id");
    reports = latest(reports);
  }

  static Subscription of(String id, Report report) {
    return new Subscription(id, List.of(report));
  }

  /**
   * When a subscription lapses that is paid until {@code end}.
   *
   * @param end milliseconds since 1970; empty if it is paid for ever
   */
  static OptionalLong lapse(OptionalLong end, Duration grace) {
    return end.isEmpty() || end.getAsLong() > FOR_EVER
        ? OptionalLong.empty()
        : OptionalLong.of(end.getAsLong() + grace.toMillis());
  }

  /** The latest event. */
  Report current() {
    return LatestReport.of(reports);
  }

  /** Its place among all. */
  EventOrder order() {
    return reports.get(reports.size() - 1).order();
  }

  /** What it gives at that time. */
  List<String> grantsAt(Instant time) {
    Report current = current();
    return current.lapsesAt().orElse(Long.MAX_VALUE) <= time.toEpochMilli()
        ? List.of()
        : current.grants();
  }

  boolean isOver() {
    return current().grants().isEmpty();
  }

  /** With what both know, whichever is the later one. */
  Subscription with(Subscription other) {
    return new Subscription(id, Stream.concat(reports.stream(), other.reports.stream()).toList());
  }

  /**
   * The reports of the latest time, and of the one before if the result depends on where they
   * began. What is left out never matters again, so the result is the same in whatever order they
   * arrive.
   */
  private static List<Report> latest(Collection<Report> all) {
    SortedMap<Long, Set<Report>> byTime = new TreeMap<>(Comparator.reverseOrder());
    all.forEach(
        one -> byTime.computeIfAbsent(one.at(), none -> new TreeSet<>(Report.ORDER)).add(one));
    boolean dependsOnThePath =
        byTime.get(byTime.firstKey()).stream()
            .allMatch(one -> one.step().isPresent() && one.order().rank() != EventOrder.END);
    List<Report> kept =
        byTime.values().stream()
            .limit(dependsOnThePath ? 2 : 1)
            .flatMap(Set::stream)
            .sorted(Report.ORDER)
            .toList();
    return List.copyOf(kept.subList(Math.max(0, kept.size() - MOST_REPORTS), kept.size()));
  }
}
