package io.vestibule.session;

import java.time.Instant;

/**
 * A signed-in device. The row is the truth; tokens only name it.
 *
 * @param sessionId UUID
 * @param userId whose it is
 * @param carrier how the token travels
 * @param generation which token is the current one, from 1
 * @param createdAt when it began
 * @param expiresAt when it ends by itself, to the second
 * @param device the User-Agent it began with; null where there was none
 */
record Session(
    String sessionId,
    String userId,
    Carrier carrier,
    long generation,
    Instant createdAt,
    Instant expiresAt,
    String device) {

  boolean isLive(Instant now) {
    return now.isBefore(expiresAt);
  }
}
