package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.Plans;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code GET /api/admin/plans}: {@code {"plans":[{"name":"free",…}]}}. */
public record PlanList(List<PlanSummary> plans) {

  /**
   * A configured plan.
   *
   * @param monthlyLimit null if there is no limit
   */
  @Schema(name = "Plan")
  public record PlanSummary(
      @Schema(examples = "free") String name,
      @JsonProperty("monthly_limit")
          @Schema(description = "Units per month; null if there is no limit", nullable = true)
          Long monthlyLimit) {}

  static PlanList of(Plans plans) {
    return new PlanList(
        plans.names().stream()
            .map(
                name -> {
                  OptionalLong limit = plans.limit(name);
                  return new PlanSummary(name, limit.isPresent() ? limit.getAsLong() : null);
                })
            .toList());
  }
}
