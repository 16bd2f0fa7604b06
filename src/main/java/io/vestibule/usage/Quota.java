package io.vestibule.usage;

import io.vestibule.dynamo.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition under which {@code units} may be counted, for all plans at once, so that a counter
 * is read, judged and raised in one request: {@code (plan_type = :p0 AND usage_count <= :m0) OR …},
 * where {@code :m0} is the limit less the units. A plan that is not configured counts as the first.
 */
final class Quota {
  private final Plans plans;

  Quota(Plans plans) {
    this.plans = plans;
  }

  /** The condition; its values are added to {@code values}. */
  String allowing(long units, Item values) {
    List<String> cases = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Plan plan : plans.all()) {
      String name = ":plan" + names.size();
      names.add(name);
      values.text(name, plan.name());
      cases.add("(plan_type = " + name + within(plan, name, units, values) + ")");
    }
    String unknown = "NOT plan_type IN (" + String.join(", ", names) + ")";
    cases.add("(" + unknown + within(plans.named(Plans.FIRST), ":unknown", units, values) + ")");
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
