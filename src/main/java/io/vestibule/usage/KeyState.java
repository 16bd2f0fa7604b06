package io.vestibule.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key and what is left of its limits after a use.
 *
 * @param key the key
 * @param userId the owner
 * @param usage the usage of the plan
 * @param limits the limits, the plan's first
 */
public record KeyState(ApiKey key, String userId, UsageAnswer usage, List<LimitState> limits) {
  private static final String PLAN = "plan";
  private static final String QUOTA = "key-quota";
  private static final String RATE = "key-rate";

  static KeyState of(PresentedKey presented, Meter stored, Plan plan, Instant now) {
    UsagePeriod period = UsagePeriod.at(now);
    Meter meter = stored.at(period);
    return of(
        presented, meter, UsageAnswer.of(meter.count(), plan, meter.period().orElse(period)), now);
  }

  /** The same with the answer of an earlier use. */
  static KeyState of(PresentedKey presented, Meter meter, UsageAnswer answer, Instant now) {
    List<LimitState> limits = new ArrayList<>();
    if (answer.limit() != null) {
      limits.add(month(PLAN, answer.limit(), answer.remaining(), now));
    }
    Optional<KeyMeter> counters =
        Optional.ofNullable(meter.keys().get(presented.id()))
            .map(key -> key.at(KeyMeter.dayAt(now)));
    ApiKey.Limits own = presented.key().limits();
    own.quota()
        .ifPresent(
            quota ->
                limits.add(
                    month(
                        QUOTA, quota, quota - counters.map(KeyMeter::monthCount).orElse(0L), now)));
    own.rate()
        .ifPresent(
            rate -> {
              long start = rate.windowAt(now);
              long calls = counters.map(key -> key.callsIn(start)).orElse(0L);
              limits.add(
                  new LimitState(
                      RATE,
                      rate.limit(),
                      rate.windowSeconds(),
                      Math.max(0, rate.limit() - calls),
                      start + rate.windowSeconds() - now.getEpochSecond()));
            });
    return new KeyState(presented.key(), meter.userId(), answer, List.copyOf(limits));
  }

  private static LimitState month(String name, long limit, long remaining, Instant now) {
    UsagePeriod period = UsagePeriod.at(now);
    return new LimitState(
        name,
        limit,
        Duration.between(period.start(), period.end()).toSeconds(),
        Math.max(0, remaining),
        Duration.between(now, period.end()).toSeconds() + 1);
  }

  /**
   * A limit: a quota policy of the draft <i>RateLimit header fields for HTTP</i>.
   *
   * @param name of the policy
   * @param quota units or calls in a window
   * @param windowSeconds length of the window
   * @param remaining what is left in the current one
   * @param resetSeconds seconds until the next one
   */
  public record LimitState(
      String name, long quota, long windowSeconds, long remaining, long resetSeconds) {}
}
