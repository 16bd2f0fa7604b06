package io.vestibule.payment;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which of several events was the last. Stripe states their time in whole seconds, but each says
 * from which state to which it led: within a second, the events are a path through the states, and
 * the last one ends where it ends (docs/decisions/0099). Where the events do not tell, their order
 * decides.
 */
final class LatestReport {
  private static final Comparator<Report> LONGEST =
      Comparator.comparingLong((Report one) -> one.lapsesAt().orElse(Long.MAX_VALUE))
          .thenComparing(Report.ORDER);

  private LatestReport() {}

  /**
   * @param reports at least one, of any times
   */
  static Report of(Collection<Report> reports) {
    SortedMap<Long, List<Report>> byTime = new TreeMap<>();
    reports.forEach(one -> byTime.computeIfAbsent(one.at(), none -> new ArrayList<>()).add(one));
    Report latest = null;
    for (List<Report> together : byTime.values()) {
      Optional<String> start =
          Optional.ofNullable(latest).flatMap(Report::step).map(StateStep::after);
      latest = last(together, start);
    }
    return latest;
  }

  /**
   * @param start the state before; empty if it is not known
   */
  private static Report last(List<Report> together, Optional<String> start) {
    Report byOrder = together.stream().max(Report.ORDER).orElseThrow();
    if (together.size() == 1
        || byOrder.order().rank() == EventOrder.END
        || together.stream().anyMatch(one -> one.step().isEmpty())) {
      return byOrder;
    }
    // How often more a state is reached than left.
    Map<String, Integer> ends = new HashMap<>();
    for (Report one : together) {
      StateStep step = one.step().orElseThrow();
      ends.merge(step.after(), 1, Integer::sum);
      ends.merge(step.before(), -1, Integer::sum);
    }
    List<Report> last = together.stream().filter(one -> ends.get(after(one)) > 0).toList();
    // None, if the path ends where it began.
    Set<String> states =
        last.isEmpty()
            ? Set.of(start.filter(ends::containsKey).orElse(after(byOrder)))
            : last.stream().map(LatestReport::after).collect(toSet());
    return together.stream()
        .filter(one -> states.contains(after(one)))
        .max(LONGEST)
        .orElse(byOrder);
  }

  private static String after(Report report) {
    return report.step().orElseThrow().after();
  }
}
