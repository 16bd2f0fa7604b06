package io.vestibule.payment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** What an event of a provider says, in the terms of this service. */
sealed interface PaymentEvent {
  Provider provider();

  /** The provider's id of the event, the same at every delivery. */
  String id();

  /**
   * A customer belongs to a user, or one of its subscriptions changed.
   *
   * @param customer the provider's name for the customer
   * @param users ids that may be the user's, the most trusted first
   * @param subscription the state of a subscription; empty if the event has none
   * @param at milliseconds since 1970
   */
  record Change(
      Provider provider,
      String id,
      String customer,
      List<String> users,
      Optional<Subscription> subscription,
      long at)
      implements PaymentEvent {
    public Change {
      requireNonNull(customer, "customer");
      users = List.copyOf(users);
    }
  }

  /**
   * The subscriptions of some customers belong to another one from now on.
   *
   * @param from names of the customers that lose them
   * @param to names of the customer that gets them: its own name and aliases
   * @param at milliseconds since 1970
   */
  record Move(Provider provider, String id, List<String> from, List<String> to, long at)
      implements PaymentEvent {
    public Move {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }
}
