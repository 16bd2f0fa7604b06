package io.vestibule.payment;

import java.util.Comparator;

/**
 * When an event happened, as a total order: of two events the later one is the same whichever
 * arrives first.
 *
 * @param at milliseconds since 1970, as the provider states them
 * @param rank decides between events of the same time
 * @param eventId decides between events of the same time and rank
 */
record EventOrder(long at, int rank, String eventId) implements Comparable<EventOrder> {
  /** The rank of an event after which no other can be. */
  static final int END = 10;

  private static final Comparator<EventOrder> ORDER =
      Comparator.comparingLong(EventOrder::at)
          .thenComparingInt(EventOrder::rank)
          .thenComparing(EventOrder::eventId);

  @Override
  public int compareTo(EventOrder other) {
    return ORDER.compare(this, other);
  }
}
