package io.vestibule.usage;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The configured plans. */
@ApplicationScoped
public class Plans {
  /** The plan of new accounts. Plans that are no longer configured have its limit. */
  public static final String DEFAULT = "free";

  private static final String UNLIMITED = "unlimited";

  /** All plans are part of one condition expression, which DynamoDB limits to 4 KiB. */
  private static final int MAX_PLANS = 30;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,15}");

  private final Map<String, Plan> plans = new TreeMap<>();

  Plans(PlansConfig config) {
    config.plans().forEach((name, plan) -> plans.put(name, plan(name, plan.monthlyLimit())));
    if (!plans.containsKey(DEFAULT)) {
      throw new IllegalStateException("vestibule.plans must have the plan " + DEFAULT);
    }
    if (plans.size() > MAX_PLANS) {
      throw new IllegalStateException("vestibule.plans may have at most " + MAX_PLANS + " plans");
    }
  }

  /** Creates the bean at startup: an invalid limit prevents the start. */
  void onStart(@Observes StartupEvent start) {}

  public boolean exists(String name) {
    return plans.containsKey(name);
  }

  /** Names, sorted. */
  public Collection<String> names() {
    return plans.keySet();
  }

  /** Units per month of a configured plan; empty if it has no limit. */
  public OptionalLong limit(String name) {
    return plans.get(name).limit();
  }

  /** The plan with this name; one that is not configured has the limit of {@value #DEFAULT}. */
  Plan get(String name) {
    Plan known = plans.get(name);
    return known == null ? new Plan(name, plans.get(DEFAULT).limit()) : known;
  }

  /** The plan with the highest limit; of equal ones the first by name. */
  public Optional<String> largest(Collection<String> names) {
    return names.stream()
        .map(this::get)
        .max(
            Comparator.comparingLong((Plan plan) -> plan.limit().orElse(Long.MAX_VALUE))
                .thenComparing(Plan::name, Comparator.reverseOrder()))
        .map(Plan::name);
  }

  Collection<Plan> all() {
    return plans.values();
  }

  private static Plan plan(String name, String limit) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalStateException(
          "vestibule.plans." + name + ": a plan's name is lower-case letters, digits, - and _");
    }
    if (limit.equals(UNLIMITED)) {
      return new Plan(name, OptionalLong.empty());
    }
    if (!LIMIT.matcher(limit).matches()) {
      throw new IllegalStateException(
          "vestibule.plans."
              + name
              + ".monthly-limit must be a whole number or "
              + UNLIMITED
              + ", not "
              + limit);
    }
    return new Plan(name, OptionalLong.of(Long.parseLong(limit)));
  }
}
