package io.vestibule.challenge;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Makes sealed values one-time values: of all requests on all replicas that present a value, one
 * may use it. The value itself states how long it is valid.
 */
@ApplicationScoped
public class OneTimeUse {
  /** Replicas whose clocks differ must not accept the value after its row has expired. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final ChallengeStore store;
  private final InstantSource clock;

  OneTimeUse(ChallengeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Whether this is the first use of the value.
   *
   * @param name of the value: random, at least 128 bits, at most 64 characters; no secret
   * @param expiresAt when the value expires
   */
  public Uni<Boolean> claim(String name, Instant expiresAt) {
    return store.putUsed(name, clock.instant(), expiresAt.plus(MARGIN));
  }
}
