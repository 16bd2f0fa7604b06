package io.vestibule.throttle;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Stands in front of everything that looks at a password. Wrong ones are counted for the e-mail
 * address from this client address (few), for the e-mail address and for the client address (many).
 * No stranger can lock an owner out: an address from which they logged in before is known.
 */
@ApplicationScoped
public class LoginThrottle {
  /** A known address is written again when this much of its time is over. */
  private static final Duration FRESH = Duration.ofDays(1);

  private final ThrottleStore store;
  private final ThrottleKeys keys;
  private final ThrottleConfig config;
  private final ClientAddress client;
  private final InstantSource clock;
  private final io.micrometer.core.instrument.Counter refused;

  LoginThrottle(
      ThrottleStore store,
      ThrottleKeys keys,
      ThrottleConfig config,
      ClientAddress client,
      InstantSource clock,
      MeterRegistry metrics) {
    this.store = store;
    this.keys = keys;
    this.config = config;
    this.client = client;
    this.clock = clock;
    this.refused =
        io.micrometer.core.instrument.Counter.builder("vestibule.throttle.refused")
            .description("Attempts answered with 429 before a password was looked at")
            .register(metrics);
  }

  /**
   * Runs {@code check}, where it may be run, and counts it where it fails.
   *
   * @param email of the account, in its normal form; an unknown one counts the same
   * @param right whether a result of {@code check} means that the password was right
   * @param check looks at the password. It is given a permission, to be subscribed to beside its
   *     look-ups and waited for before the expensive part; that fails with {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS} where the attempt may not be made
   */
  public <T> Uni<T> guard(String email, Predicate<T> right, Function<Uni<Void>, Uni<T>> check) {
    Instant now = clock.instant();
    Attempt attempt = keys.attempt(email, client.network(), now);
    Uni<Standing> standing = store.read(attempt).memoize().indefinitely();
    Uni<Void> permission = standing.invoke(this::refuse).replaceWithVoid();
    return check
        .apply(permission)
        .chain(
            result ->
                (right.test(result)
                        ? standing.chain(this::welcome)
                        : Uni.join()
                            .all(attempt.counters().stream().map(store::count).toList())
                            .andFailFast())
                    .replaceWith(result));
  }

  /**
   * Counts a sign-up from this client address.
   *
   * @throws ApiException {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  public Uni<Void> admitSignUp() {
    if (!config.signUps()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    Counter signUps = keys.signUps(client.network(), now);
    return store
        .countBelowLimit(signUps)
        .invoke(
            admitted -> {
              if (!admitted) {
                throw refusal(Duration.between(now, signUps.end()));
              }
            })
        .replaceWithVoid();
  }

  /** Whether that is what an attempt fails with that may not be made. */
  public static boolean isRefusal(Throwable failure) {
    return failure instanceof ApiException answer && answer.code() == ErrorCode.TOO_MANY_ATTEMPTS;
  }

  private void refuse(Standing standing) {
    standing
        .wait(clock.instant())
        .ifPresent(
            wait -> {
              throw refusal(wait);
            });
  }

  /** Writes only what the table does not say yet. */
  private Uni<Void> welcome(Standing standing) {
    Instant now = clock.instant();
    Attempt attempt = standing.attempt();
    Instant until = now.plus(config.knownAddress());
    Uni<Void> remembered =
        standing.isKnown(until.minus(FRESH))
            ? Uni.createFrom().voidItem()
            : store.remember(attempt.known(), until);
    Uni<Void> cleared =
        standing.failed(attempt.pair()) == 0
            ? Uni.createFrom().voidItem()
            : store.clear(attempt.pair());
    return Uni.join().all(remembered, cleared).andFailFast().replaceWithVoid();
  }

  private ApiException refusal(Duration wait) {
    refused.increment();
    return ApiException.later(ErrorCode.TOO_MANY_ATTEMPTS, wait.plusMillis(999));
  }
}
