package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The usage report for the owner.
 *
 * @param usageCount units counted in this period
 * @param planType the plan
 * @param limit units that the plan allows per period; null if there is no limit
 * @param remaining units left; null if there is no limit
 * @param resetsAt start of the next period
 * @param periods the last twelve, the current one first, none from before the sign-up
 */
public record UsageReport(
    @JsonProperty("usage_count") long usageCount,
    @JsonProperty("plan_type") String planType,
    @Schema(nullable = true) Long limit,
    @Schema(nullable = true) Long remaining,
    @JsonProperty("resets_at") Instant resetsAt,
    List<PeriodUsage> periods) {

  /**
   * Usage of one calendar month (UTC).
   *
   * @param period for example {@code 2026-11}
   */
  public record PeriodUsage(
      @Schema(examples = "2026-11") String period, @JsonProperty("usage_count") long usageCount) {}

  static UsageReport of(Meter meter, Plan plan, UsagePeriod now) {
    Meter current = meter.at(now);
    UsagePeriod period = current.period().orElse(now);
    UsageAnswer answer = UsageAnswer.of(current.count(), plan, period);
    return new UsageReport(
        answer.usageCount(),
        answer.planType(),
        answer.limit(),
        answer.remaining(),
        answer.resetsAt(),
        periods(current, period));
  }

  private static List<PeriodUsage> periods(Meter meter, UsagePeriod newest) {
    List<PeriodUsage> periods = new ArrayList<>();
    periods.add(new PeriodUsage(newest.text(), meter.count()));
    UsagePeriod first = UsagePeriod.at(meter.createdAt());
    for (int back = 1; back <= Meter.CLOSED_PERIODS; back++) {
      UsagePeriod period = newest.minus(back);
      if (period.compareTo(first) < 0) {
        break;
      }
      periods.add(new PeriodUsage(period.text(), meter.history().getOrDefault(period, 0L)));
    }
    return periods;
  }
}
