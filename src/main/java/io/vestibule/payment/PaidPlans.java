package io.vestibule.payment;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The plans that a user has paid for, at all providers.
 *
 * @param plans by the id of the subscriber; empty for a subscriber without an active subscription
 * @param applied the plan that payments gave the account last; empty if they never did
 * @param isMetered whether the usage is reported to Stripe
 * @param version counts the writes; 0 if it is not stored
 */
record PaidPlans(
    String userId,
    SortedMap<String, Optional<String>> plans,
    Optional<String> applied,
    boolean isMetered,
    long version) {

  static PaidPlans none(String userId) {
    return new PaidPlans(userId, new TreeMap<>(), Optional.empty(), false, 0);
  }

  PaidPlans with(String subscriber, Optional<String> plan) {
    SortedMap<String, Optional<String>> all = new TreeMap<>(plans);
    all.put(subscriber, plan);
    return new PaidPlans(userId, all, applied, isMetered, version);
  }

  PaidPlans applying(String plan) {
    return new PaidPlans(userId, plans, Optional.of(plan), isMetered, version);
  }

  PaidPlans metered() {
    return new PaidPlans(userId, plans, applied, true, version);
  }

  List<String> active() {
    return plans.values().stream().flatMap(Optional::stream).distinct().toList();
  }
}
