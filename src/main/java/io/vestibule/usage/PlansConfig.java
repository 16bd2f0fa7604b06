package io.vestibule.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/**
 * What a customer may use in a calendar month (UTC). {@code free} and {@code pro} are set; any name
 * adds a plan. A new limit takes hold at the next call.
 */
@ConfigMapping(prefix = "vestibule.plans")
public interface PlansConfig {
  /** Plans by name, for example {@code vestibule.plans.team.monthly-limit=20000}. */
  @WithParentName
  Map<String, PlanConfig> plans();

  /** One plan. */
  interface PlanConfig {
    /**
     * Units a month, from 0, or {@code unlimited}. Environment, for the plan {@code pro}: {@code
     * VESTIBULE_PLANS_PRO_MONTHLY_LIMIT}.
     */
    String monthlyLimit();
  }
}
