package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The meter as its owner sees it.
 *
 * @param usageCount units counted in this period
 * @param planType the plan
 * @param limit units the plan allows in a period; null where it has no limit
 * @param remaining units left; null where there is no limit
 * @param resetsAt when the next period begins
 * @param periods the last twelve, the current one first, none from before the account
 */
public record UsageReport(
    @JsonProperty("usage_count") long usageCount,
    @JsonProperty("plan_type") String planType,
    Long limit,
    Long remaining,
    @JsonProperty("resets_at") Instant resetsAt,
    List<PeriodUsage> periods) {

  /**
   * Usage of one calendar month (UTC).
   *
   * @param period for example {@code 2026-11}
   */
  public record PeriodUsage(String period, @JsonProperty("usage_count") long usageCount) {}

  static UsageReport of(Meter meter, Plan plan, Period now) {
    Meter current = meter.at(now);
    Period period = current.period().orElse(now);
    UsageAnswer answer = UsageAnswer.of(current.count(), plan, period);
    return new UsageReport(
        answer.usageCount(),
        answer.planType(),
        answer.limit(),
        answer.remaining(),
        answer.resetsAt(),
        periods(current, period));
  }

  private static List<PeriodUsage> periods(Meter meter, Period newest) {
    List<PeriodUsage> periods = new ArrayList<>();
    periods.add(new PeriodUsage(newest.text(), meter.count()));
    Period first = Period.at(meter.createdAt());
    for (int back = 1; back <= Meter.CLOSED_PERIODS; back++) {
      Period period = newest.minus(back);
      if (period.compareTo(first) < 0) {
        break;
      }
      periods.add(new PeriodUsage(period.text(), meter.history().getOrDefault(period, 0L)));
    }
    return periods;
  }
}
