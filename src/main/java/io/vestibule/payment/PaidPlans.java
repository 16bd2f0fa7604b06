package io.vestibule.payment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The plans that a user has paid for, at all providers.
 *
 * @param plans by the id of the subscriber; empty for a subscriber without an active subscription
 * @param lapses when the next subscription of a subscriber lapses, in milliseconds since 1970
 * @param applied the plan that payments gave the account last; empty if they never did
 * @param isMetered whether the usage is reported to Stripe
 * @param version counts the writes; 0 if it is not stored
 */
record PaidPlans(
    String userId,
    SortedMap<String, Optional<String>> plans,
    SortedMap<String, Long> lapses,
    Optional<String> applied,
    boolean isMetered,
    long version) {

  static PaidPlans none(String userId) {
    return new PaidPlans(userId, new TreeMap<>(), new TreeMap<>(), Optional.empty(), false, 0);
  }

  PaidPlans with(String subscriber, Optional<String> plan, OptionalLong lapse) {
    SortedMap<String, Optional<String>> all = new TreeMap<>(plans);
    all.put(subscriber, plan);
    SortedMap<String, Long> times = new TreeMap<>(lapses);
    times.remove(subscriber);
    lapse.ifPresent(time -> times.put(subscriber, time));
    return new PaidPlans(userId, all, times, applied, isMetered, version);
  }

  PaidPlans applying(String plan) {
    return new PaidPlans(userId, plans, lapses, Optional.of(plan), isMetered, version);
  }

  PaidPlans metered() {
    return new PaidPlans(userId, plans, lapses, applied, true, version);
  }

  List<String> active() {
    return plans.values().stream().flatMap(Optional::stream).distinct().toList();
  }

  /** The subscribers of which a subscription has lapsed by then. */
  List<String> lapsedAt(Instant time) {
    return lapses.entrySet().stream()
        .filter(one -> one.getValue() <= time.toEpochMilli())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** When the next subscription lapses, in whole seconds, not before it does. */
  Optional<Instant> due() {
    return lapses.values().stream()
        .min(Long::compare)
        .map(time -> Instant.ofEpochSecond(Math.floorDiv(time + 999, 1000L)));
  }
}
