package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The current usage.
 *
 * @param usageCount units counted in this period
 * @param planType the plan
 * @param limit units that the plan allows per period; null if there is no limit
 * @param remaining units left; null if there is no limit
 * @param resetsAt start of the next period
 */
@Schema(name = "UsageResponse")
public record UsageAnswer(
    @JsonProperty("usage_count") long usageCount,
    @JsonProperty("plan_type") String planType,
    @Schema(nullable = true) Long limit,
    @Schema(nullable = true) Long remaining,
    @JsonProperty("resets_at") Instant resetsAt) {

  static UsageAnswer of(long count, Plan plan, UsagePeriod period) {
    return of(count, plan.name(), plan.limit().isEmpty() ? null : plan.limit().getAsLong(), period);
  }

  static UsageAnswer of(long count, String plan, Long limit, UsagePeriod period) {
    Long remaining = limit == null ? null : Math.max(0, limit - count);
    return new UsageAnswer(count, plan, limit, remaining, period.end());
  }
}
