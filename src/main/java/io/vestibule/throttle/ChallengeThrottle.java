package io.vestibule.throttle;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ClientAddress;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Limits the wrong links and codes of one client, whatever the account. The limit of one code is at
 * the challenge.
 */
@ApplicationScoped
public class ChallengeThrottle {
  private final ThrottleStore store;
  private final ThrottleKeys keys;
  private final ClientAddress client;
  private final InstantSource clock;

  ChallengeThrottle(
      ThrottleStore store, ThrottleKeys keys, ClientAddress client, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Runs {@code check}, which is counted as wrong until it has found something.
   *
   * @throws ApiException {@link ErrorCode#TOO_MANY_ATTEMPTS}
   */
  public <T> Uni<Optional<T>> guard(Supplier<Uni<Optional<T>>> check) {
    Instant now = clock.instant();
    FailureCounter counter = keys.challenges(client.network(), now);
    return store
        .countBelowLimit(counter)
        .invoke(
            admitted -> {
              if (!admitted) {
                throw ApiException.later(
                    ErrorCode.TOO_MANY_ATTEMPTS,
                    Duration.between(now, counter.end()).plusMillis(999));
              }
            })
        .chain(admitted -> check.get())
        .call(found -> found.isPresent() ? store.release(counter) : Uni.createFrom().voidItem());
  }
}
