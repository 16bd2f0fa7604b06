package io.vestibule.usage;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the tokens table knows about a token: whose it is and what was counted.
 *
 * @param digest the row's key
 * @param userId whose token it is
 * @param plan the name of the plan that limits it
 * @param period the month the count is for; empty in a row that never counted by month
 * @param count units in that month
 * @param history units in closed months, at most {@value #CLOSED_PERIODS}; a month without usage
 *     may be missing
 * @param block why it may not be used; empty where it may
 * @param createdAt when its first predecessor was made
 */
record Meter(
    String digest,
    String userId,
    String plan,
    Optional<Period> period,
    long count,
    NavigableMap<Period, Long> history,
    Optional<Block> block,
    Instant createdAt) {
  /** With the current month these are twelve. */
  static final int CLOSED_PERIODS = 11;

  /** Why a token may not be used. */
  enum Block {
    /** Its owner is suspended. */
    SUSPENDED,
    /** It is being replaced; its count stands still. */
    ROTATING
  }

  /** Whether the month it counts is over at {@code now}. */
  boolean isBehind(Period now) {
    return period.isEmpty() || period.get().compareTo(now) < 0;
  }

  /** The meter as it is once {@code now} has begun, whether or not anything was counted yet. */
  Meter at(Period now) {
    if (!isBehind(now)) {
      return this;
    }
    NavigableMap<Period, Long> closed = new TreeMap<>(history);
    period.ifPresent(month -> closed.put(month, count));
    while (closed.size() > CLOSED_PERIODS) {
      closed.pollFirstEntry();
    }
    return new Meter(digest, userId, plan, Optional.of(now), 0, closed, block, createdAt);
  }
}
