package io.vestibule.payment;

import static java.util.stream.Collectors.toCollection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a provider has reported about one of its customers. Events arrive in any order and more than
 * once: each subscription is kept as its latest event states it, so the result is always the same.
 *
 * @param id the provider and its name for the customer, for example {@code stripe:cus_1}
 * @param userId the account; empty while it is unknown
 * @param subscriptions by id
 * @param transfers to other subscribers, oldest first
 * @param version counts the writes; 0 if it is not stored
 */
record Subscriber(
    String id,
    Optional<String> userId,
    SortedMap<String, Subscription> subscriptions,
    List<Transfer> transfers,
    long version) {

  /** Older subscriptions that are over are forgotten. */
  static final int MOST_SUBSCRIPTIONS = 100;

  private static final int MOST_TRANSFERS = 20;

  static Subscriber unknown(String id) {
    return new Subscriber(id, Optional.empty(), new TreeMap<>(), List.of(), 0);
  }

  static String id(Provider provider, String customer) {
    return provider.wire() + ":" + customer;
  }

  /** The provider of the subscriber with that id. */
  static Provider provider(String id) {
    return Stream.of(Provider.values())
        .filter(one -> id.startsWith(id(one, "")))
        .findAny()
        .orElseThrow();
  }

  /** With the user, who stays the same once known. */
  Subscriber of(Optional<String> owner) {
    return new Subscriber(id, owner, subscriptions, transfers, version);
  }

  /** Unless a later event of the same subscription is known. */
  Subscriber with(Subscription reported) {
    SortedMap<String, Subscription> all = new TreeMap<>(subscriptions);
    all.merge(reported.id(), reported, Subscription::with);
    if (all.size() > MOST_SUBSCRIPTIONS) {
      // Those that are over first, the oldest of them first.
      all.values().stream()
          .min(
              Comparator.comparing((Subscription one) -> !one.isOver())
                  .thenComparing(Subscription::order))
          .ifPresent(oldest -> all.remove(oldest.id()));
    }
    return new Subscriber(id, userId, all, transfers, version);
  }

  /** Remembers that the subscriptions until then belong to another subscriber. */
  Subscriber with(Transfer transfer) {
    List<Transfer> all =
        new ArrayList<>(
            new TreeSet<>(Comparator.comparingLong(Transfer::at).thenComparing(Transfer::to)) {
              private static final long serialVersionUID = 1L;

              {
                addAll(transfers);
                add(transfer);
              }
            });
    return new Subscriber(
        id,
        userId,
        subscriptions,
        List.copyOf(all.subList(Math.max(0, all.size() - MOST_TRANSFERS), all.size())),
        version);
  }

  /** The subscriptions whose latest event is not after that time. */
  List<Subscription> until(long at) {
    return subscriptions.values().stream().filter(one -> one.order().at() <= at).toList();
  }

  Subscriber without(List<Subscription> moved) {
    SortedMap<String, Subscription> rest = new TreeMap<>(subscriptions);
    moved.forEach(one -> rest.remove(one.id()));
    return new Subscriber(id, userId, rest, transfers, version);
  }

  /**
   * The first transfer that took along what was known at {@code at}.
   *
   * @param after only transfers after this time, if one was followed before
   */
  Optional<Transfer> transferOf(long at, long after) {
    return transfers.stream().filter(one -> one.at() >= at && one.at() > after).findFirst();
  }

  /** Everything that the user is entitled to at that time. */
  List<String> grantsAt(Instant time) {
    return List.copyOf(
        subscriptions.values().stream()
            .flatMap(one -> one.grantsAt(time).stream())
            .collect(toCollection(TreeSet::new)));
  }

  /** When the next subscription lapses that gives something at that time; milliseconds. */
  OptionalLong nextLapse(Instant time) {
    return subscriptions.values().stream()
        .filter(one -> !one.grantsAt(time).isEmpty())
        .map(one -> one.current().lapsesAt())
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  Provider provider() {
    return provider(id);
  }

  /** Whether only the version differs. */
  boolean saysTheSameAs(Subscriber other) {
    return userId.equals(other.userId)
        && subscriptions.equals(other.subscriptions)
        && transfers.equals(other.transfers);
  }

  /** For messages: without the customer. */
  @Override
  public String toString() {
    return "Subscriber[" + Map.of("subscriptions", subscriptions.size()) + "]";
  }
}
