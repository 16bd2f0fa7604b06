package io.vestibule.session;

import java.time.Duration;
import java.time.Instant;

/**
 * A signed-in device. The row is the truth; tokens only name it.
 *
 * @param sessionId UUID
 * @param userId whose it is
 * @param carrier how the token travels
 * @param generation which token is the current one, from 1
 * @param createdAt when it began
 * @param refreshedAt when the current generation began
 * @param lastSeenAt when a request was last made in it, to about a minute
 * @param expiresAt when it ends by itself, to the second
 * @param device the User-Agent it began with; null where there was none
 */
record Session(
    String sessionId,
    String userId,
    Carrier carrier,
    long generation,
    Instant createdAt,
    Instant refreshedAt,
    Instant lastSeenAt,
    Instant expiresAt,
    String device) {

  boolean isLive(Instant now) {
    return now.isBefore(expiresAt);
  }

  /**
   * Whether a token of that generation may still be used: the current one, and for a grace the one
   * before, which parallel tabs and requests under way still carry.
   */
  boolean honours(long tokenGeneration, Instant now, Duration grace) {
    return tokenGeneration == generation
        || (tokenGeneration == generation - 1 && now.isBefore(refreshedAt.plus(grace)));
  }

  /** The same session, one generation on. */
  Session refreshed(Instant now, Instant newExpiry) {
    return new Session(
        sessionId, userId, carrier, generation + 1, createdAt, now, now, newExpiry, device);
  }
}
