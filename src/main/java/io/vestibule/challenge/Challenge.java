package io.vestibule.challenge;

import java.time.Instant;

/**
 * A challenge whose secret or code was correct.
 *
 * @param email the address to which the secret was sent
 * @param instance distinguishes it from earlier and later challenges with the same id
 */
public record Challenge(
    String id,
    ChallengePurpose purpose,
    String userId,
    String email,
    Instant createdAt,
    Instant expiresAt,
    String instance) {
  @Override
  public String toString() {
    return "Challenge[" + purpose + "]";
  }
}
