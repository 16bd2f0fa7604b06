package io.vestibule.usage;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The usage counter of an API token.
 *
 * @param digest the row's key
 * @param userId the owner of the token
 * @param plan the name of the owner's plan
 * @param period the month of the count; empty in a row from before periods existed
 * @param count units in that month
 * @param history units in closed months, at most {@value #CLOSED_PERIODS}; a month without usage
 *     may be absent
 * @param block why the token is blocked; empty if it is not
 * @param frozenUntil when a rotation that blocks the token counts as interrupted; empty if there is
 *     none
 * @param announced the highest threshold that was announced, as {@link QuotaThresholds} writes it;
 *     empty if none was
 * @param createdAt when the first token of this account was created
 * @param keys the counters of the account's keys, by id; empty in a row from before keys existed
 */
record Meter(
    String digest,
    String userId,
    String plan,
    Optional<UsagePeriod> period,
    long count,
    NavigableMap<UsagePeriod, Long> history,
    Optional<Block> block,
    Optional<Instant> frozenUntil,
    Optional<String> announced,
    Instant createdAt,
    Map<String, KeyMeter> keys) {
  /** Twelve periods including the current one. */
  static final int CLOSED_PERIODS = 11;

  /** Why a token is blocked. */
  enum Block {
    /** The owner is suspended. */
    SUSPENDED,
    /** It is being replaced and does not count. */
    ROTATING
  }

  /** Whether a rotation blocked the token and did not complete in time. */
  boolean isRotationInterrupted(Instant now) {
    return block.filter(Block.ROTATING::equals).isPresent()
        && frozenUntil.map(until -> !until.isAfter(now)).orElse(true);
  }

  /** Whether its period ended before {@code now}. */
  boolean isBehind(UsagePeriod now) {
    return period.isEmpty() || period.get().compareTo(now) < 0;
  }

  /** The meter in the period {@code now}, even if nothing was counted in it yet. */
  Meter at(UsagePeriod now) {
    if (!isBehind(now)) {
      return this;
    }
    NavigableMap<UsagePeriod, Long> closed = new TreeMap<>(history);
    period.ifPresent(month -> closed.put(month, count));
    while (closed.size() > CLOSED_PERIODS) {
      closed.pollFirstEntry();
    }
    return new Meter(
        digest,
        userId,
        plan,
        Optional.of(now),
        0,
        closed,
        block,
        frozenUntil,
        announced,
        createdAt,
        keys);
  }
}
