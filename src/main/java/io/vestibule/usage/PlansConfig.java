package io.vestibule.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/**
 * Plans: the usage quota per calendar month (UTC). {@code free} and {@code pro} are preset; any
 * name adds a plan. A new limit applies to the next call.
 */
@ConfigMapping(prefix = "vestibule.plans")
public interface PlansConfig {
  /** Plans by name, for example {@code vestibule.plans.team.monthly-limit=20000}. */
  @WithParentName
  Map<String, PlanConfig> plans();

  /** One plan. */
  interface PlanConfig {
    /**
     * Units per month, from 0, or {@code unlimited}. Environment variable for the plan {@code pro}:
     * {@code VESTIBULE_PLANS_PRO_MONTHLY_LIMIT}.
     */
    String monthlyLimit();
  }
}
