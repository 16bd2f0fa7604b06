package io.vestibule.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the stored meter says about the use of a key. */
sealed interface KeyDecision {
  /** The use is accepted, or will be when the meter has moved on to the present day and month. */
  record Allowed() implements KeyDecision {}

  /**
   * @param retryAfter when the use would be accepted; empty for never
   */
  record Refused(KeyRefusal reason, Optional<Duration> retryAfter) implements KeyDecision {}

  /** The key was changed since this server read it. */
  record Outdated() implements KeyDecision {}

  /**
   * The meter has no entry for the key any more: the key does not exist. Reading it again would
   * change nothing, because entry and key are created in one transaction.
   */
  record Ended() implements KeyDecision {}

  /** The row is from before keys existed. */
  record Unstarted() implements KeyDecision {}

  /** The account's API token is being replaced. */
  record Rotating() implements KeyDecision {}

  /**
   * @param digest of the presented secret
   * @param plan the plan of the meter
   */
  static KeyDecision of(
      PresentedKey presented, String digest, KeyUse use, Meter stored, Plan plan, Instant now) {
    if (stored.keys().isEmpty()) {
      return new Unstarted();
    }
    KeyMeter entry = stored.keys().get(presented.id());
    ApiKey key = presented.key();
    if (entry == null && !key.isDefault()) {
      return new Ended();
    }
    if (entry == null || entry.version() != key.version()) {
      return new Outdated();
    }
    Optional<KeyRefusal> own = refusal(key, digest, now);
    if (own.isPresent()) {
      return refused(own.get());
    }
    if (stored.block().isPresent()) {
      return stored.block().get() == Meter.Block.SUSPENDED
          ? refused(KeyRefusal.SUSPENDED)
          : new Rotating();
    }
    return refusal(key, use)
        .<KeyDecision>map(KeyDecision::refused)
        .orElseGet(() -> withinLimits(key, entry, use, stored, plan, now));
  }

  /** Whether the meter must be read to know why the use is refused, if it is. */
  static boolean mayRefuse(PresentedKey presented, String digest, KeyUse use, Instant now) {
    return refusal(presented.key(), digest, now).isPresent()
        || refusal(presented.key(), use).isPresent();
  }

  private static Optional<KeyRefusal> refusal(ApiKey key, String digest, Instant now) {
    if (!key.accepts(digest, now)) {
      return Optional.of(KeyRefusal.NOT_FOUND);
    }
    if (!key.limits().enabled()) {
      return Optional.of(KeyRefusal.DISABLED);
    }
    return key.isExpired(now) ? Optional.of(KeyRefusal.EXPIRED) : Optional.empty();
  }

  private static Optional<KeyRefusal> refusal(ApiKey key, KeyUse use) {
    if (!key.hasScopes(use.scopes())) {
      return Optional.of(KeyRefusal.INSUFFICIENT_SCOPE);
    }
    return key.isAllowedFrom(use.address())
        ? Optional.empty()
        : Optional.of(KeyRefusal.FORBIDDEN_IP);
  }

  private static KeyDecision withinLimits(
      ApiKey key, KeyMeter stored, KeyUse use, Meter meter, Plan plan, Instant now) {
    KeyMeter entry = stored.at(KeyMeter.dayAt(now));
    Optional<KeyRate> rate = key.limits().rate();
    if (rate.isPresent()) {
      long start = Math.max(rate.get().windowAt(now), entry.window());
      if (entry.callsIn(start) >= rate.get().limit()) {
        Instant end = Instant.ofEpochSecond(start + rate.get().windowSeconds());
        return until(KeyRefusal.RATE_LIMITED, now, end);
      }
    }
    UsagePeriod period = UsagePeriod.at(now);
    if (key.limits().quota().isPresent()
        && entry.monthCount() + use.needed() > key.limits().quota().getAsLong()) {
      return until(KeyRefusal.KEY_QUOTA_EXCEEDED, now, entry.month().end());
    }
    Meter current = meter.at(period);
    return plan.allows(current.count(), use.needed())
        ? new Allowed()
        : until(KeyRefusal.QUOTA_EXCEEDED, now, current.period().orElse(period).end());
  }

  private static KeyDecision refused(KeyRefusal reason) {
    return new Refused(reason, Optional.empty());
  }

  private static KeyDecision until(KeyRefusal reason, Instant now, Instant end) {
    return new Refused(reason, Optional.of(Duration.between(now, end).plusSeconds(1)));
  }
}
