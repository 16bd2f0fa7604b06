package io.vestibule.payment;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one event says about a subscription or purchase.
 *
 * @param order of the event
 * @param grants what the user is entitled to: ids of prices, products or entitlements; empty if the
 *     subscription has ended or is not paid
 * @param lapsesAt when it gives nothing any more unless an event says otherwise, in milliseconds
 *     since 1970; empty if it has no end
 * @param step from which state to which; empty if the event does not tell
 */
record Report(
    EventOrder order, List<String> grants, OptionalLong lapsesAt, Optional<StateStep> step) {
  static final Comparator<Report> ORDER = Comparator.comparing(Report::order);

  Report {
    requireNonNull(order, "order");
    grants = List.copyOf(grants);
  }

  long at() {
    return order.at();
  }
}
