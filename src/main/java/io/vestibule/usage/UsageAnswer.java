package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What stands on the meter.
 *
 * @param usageCount units counted in this period
 * @param planType the plan
 * @param limit units the plan allows in a period; null where it has no limit
 * @param remaining units left; null where there is no limit
 * @param resetsAt when the next period begins
 */
public record UsageAnswer(
    @JsonProperty("usage_count") long usageCount,
    @JsonProperty("plan_type") String planType,
    Long limit,
    Long remaining,
    @JsonProperty("resets_at") Instant resetsAt) {

  static UsageAnswer of(long count, Plan plan, Period period) {
    return of(count, plan.name(), plan.limit().isEmpty() ? null : plan.limit().getAsLong(), period);
  }

  static UsageAnswer of(long count, String plan, Long limit, Period period) {
    Long remaining = limit == null ? null : Math.max(0, limit - count);
    return new UsageAnswer(count, plan, limit, remaining, period.end());
  }
}
