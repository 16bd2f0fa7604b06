package io.vestibule.challenge;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Lets a value that the service sealed, and therefore stored nowhere, be used once: its use writes
 * a row that stays until the value has expired. So an unauthenticated request that creates such a
 * value writes nothing.
 */
@ApplicationScoped
public class ReplayGuard {
  /** Clocks of replicas differ, and DynamoDB deletes expired rows late anyway. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final ChallengeStore store;
  private final InstantSource clock;

  ReplayGuard(ChallengeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The write whose condition fails if the value was used before. It belongs in the transaction of
   * what the value permits.
   *
   * @param id of the value; unguessable, with a prefix that names its kind
   * @param userId who uses it; the row is erased with the account
   * @param expiresAt when the value is no longer accepted
   */
  public TransactWriteItem use(String id, String userId, Instant expiresAt) {
    return store.putVoidIfAbsent(id, userId, clock.instant(), expiresAt.plus(MARGIN));
  }
}
