package io.vestibule.usage;

import io.vestibule.dynamo.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the condition under which units may be counted. It covers all plans, so that one request
 * checks and increments the counter: {@code (plan_type = :p0 AND usage_count <= :m0) OR …}, where
 * {@code :m0} is the limit minus the units. A plan that is not configured has the limit of the
 * default plan.
 */
final class Quota {
  private final Plans plans;

  Quota(Plans plans) {
    this.plans = plans;
  }

  /** The condition expression; adds its values to {@code values}. */
  String condition(long units, Item values) {
    List<String> cases = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Plan plan : plans.all()) {
      String name = ":plan" + names.size();
      names.add(name);
      values.text(name, plan.name());
      cases.add("(plan_type = " + name + within(plan, name, units, values) + ")");
    }
    String unknown = "NOT plan_type IN (" + String.join(", ", names) + ")";
    cases.add("(" + unknown + within(plans.get(Plans.DEFAULT), ":unknown", units, values) + ")");
    return "(" + String.join(" OR ", cases) + ")";
  }

  private static String within(Plan plan, String name, long units, Item values) {
    if (plan.limit().isEmpty()) {
      return "";
    }
    values.number(name + "max", plan.limit().getAsLong() - units);
    return " AND usage_count <= " + name + "max";
  }
}
