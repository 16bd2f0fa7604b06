package io.vestibule.payment;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A subscription or purchase, as the latest event states it.
 *
 * @param id of the provider
 * @param order of that event
 * @param grants what the user is entitled to now: ids of prices, products or entitlements; empty if
 *     the subscription has ended or is not paid
 */
record Subscription(String id, EventOrder order, List<String> grants) {
  Subscription {
    requireNonNull(id, "id");
    requireNonNull(order, "order");
    grants = List.copyOf(grants);
  }

  boolean isOver() {
    return grants.isEmpty();
  }

  Subscription later(Subscription other) {
    return order.compareTo(other.order) >= 0 ? this : other;
  }
}
