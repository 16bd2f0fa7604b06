package io.vestibule.payment;

import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import io.vestibule.usage.Plans;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Which plan a price, product or entitlement stands for. */
@ApplicationScoped
class PlanMapping {
  private final Map<Provider, Map<String, String>> plans;
  private final Plans configured;

  PlanMapping(StripeConfig stripe, RevenueCatConfig revenueCat, Plans configured) {
    this.configured = configured;
    this.plans =
        Map.of(
            Provider.STRIPE, read("vestibule.stripe.plans", stripe.plans(), configured),
            Provider.REVENUECAT,
                read("vestibule.revenuecat.plans", revenueCat.plans(), configured));
  }

  @Produces
  @Singleton
  static StartupCheck plansExist(
      StripeConfig stripe, RevenueCatConfig revenueCat, Plans configured) {
    return StartupCheck.that(() -> new PlanMapping(stripe, revenueCat, configured));
  }

  /** The plan with the highest limit among those that {@code grants} stand for. */
  Optional<String> largest(Provider provider, List<String> grants) {
    Map<String, String> mapping = plans.get(provider);
    return configured.largest(
        grants.stream().map(mapping::get).filter(Objects::nonNull).distinct().toList());
  }

  /** Whether {@code grants} has something that stands for no plan. */
  boolean knowsNoneOf(Provider provider, List<String> grants) {
    return !grants.isEmpty() && grants.stream().noneMatch(plans.get(provider)::containsKey);
  }

  private static Map<String, String> read(
      String property, Optional<List<String>> settings, Plans configured) {
    Map<String, String> mapping = new TreeMap<>();
    for (String setting : settings.orElse(List.of())) {
      int end = setting.lastIndexOf('=');
      String plan = setting.substring(end + 1).strip();
      if (end < 1 || !configured.exists(plan)) {
        throw new InvalidSettingException(
            property
                + ": "
                + setting
                + " must be an id, = and one of "
                + String.join(", ", configured.names()));
      }
      mapping.put(setting.substring(0, end).strip(), plan);
    }
    return mapping;
  }
}
