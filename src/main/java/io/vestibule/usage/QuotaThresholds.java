package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.event.PreparedEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Announces that the usage of a month has reached 80, 95 or 100 % of the plan: each once in a
 * period, however many calls cross it together. The token's row says what was announced, and one
 * transaction writes that with the events. If a server stops before it, the next call announces the
 * threshold (docs/decisions/0121-quota-thresholds.md).
 */
@ApplicationScoped
class QuotaThresholds {
  private static final Logger LOG = Logger.getLogger(QuotaThresholds.class);
  private static final List<Integer> PERCENT = List.of(80, 95, 100);
  private static final long WHOLE = 100;

  private final MeterStore meters;
  private final Plans plans;
  private final EventPublisher events;

  /** Of many calls that find a threshold reached, one on each server announces it. */
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  QuotaThresholds(MeterStore meters, Plans plans, EventPublisher events) {
    this.meters = meters;
    this.plans = plans;
    this.events = events;
  }

  /** Never fails: the usage was counted. */
  Uni<Void> announce(Meter meter) {
    List<Integer> due = due(meter);
    if (due.isEmpty() || !underWay.add(meter.digest())) {
      return Uni.createFrom().voidItem();
    }
    return events
        .prepare(due.stream().map(percent -> event(meter, percent)).toList())
        .chain(
            prepared ->
                prepared.writes().isEmpty()
                    ? Uni.createFrom().voidItem()
                    : write(meter, due.get(due.size() - 1), prepared))
        .onTermination()
        .invoke(() -> underWay.remove(meter.digest()))
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "a quota threshold will be announced by a later call: %s",
                    failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> write(Meter meter, int highest, PreparedEvents prepared) {
    return meters
        .announce(meter, mark(meter, highest), prepared.writes())
        .invoke(
            written -> {
              if (written) {
                prepared.deliver();
              }
            })
        .replaceWithVoid();
  }

  /** The thresholds that are reached and were not announced in this period, the lowest first. */
  private List<Integer> due(Meter meter) {
    Plan plan = plans.get(meter.plan());
    if (plan.limit().isEmpty() || meter.period().isEmpty()) {
      return List.of();
    }
    long limit = plan.limit().getAsLong();
    Optional<String> announced = meter.announced();
    return PERCENT.stream()
        .filter(percent -> reached(meter.count(), percent, limit))
        .filter(percent -> announced.map(mark(meter, percent)::compareTo).orElse(1) > 0)
        .toList();
  }

  private static boolean reached(long count, int percent, long limit) {
    return limit > 0 && (double) count * WHOLE >= (double) percent * limit;
  }

  private static String mark(Meter meter, int percent) {
    return meter.period().orElseThrow().text() + String.format(Locale.ROOT, "/%03d", percent);
  }

  private Event event(Meter meter, int percent) {
    Plan plan = plans.get(meter.plan());
    return Event.of(EventType.QUOTA_THRESHOLD, meter.userId())
        .with("percent", percent)
        .with("period", meter.period().orElseThrow().text())
        .with("plan", plan.name())
        .with("limit", plan.limit().orElse(0))
        .with("usage_count", meter.count());
  }
}
