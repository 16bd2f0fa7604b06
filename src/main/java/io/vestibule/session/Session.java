package io.vestibule.session;

import io.vestibule.web.Authentication;
import java.time.Duration;
import java.time.Instant;

/**
 * A session of a user on one device. The stored row decides; a token only names it.
 *
 * @param sessionId UUID
 * @param userId its owner
 * @param transport how the token is transported
 * @param generation generation of the current token, from 1
 * @param createdAt when the user authenticated
 * @param refreshedAt when the current generation was issued
 * @param lastSeenAt time of the last request, to about a minute
 * @param expiresAt when it expires, in whole seconds
 * @param authentication the latest proof of the user's identity, and every method of this session
 * @param device the User-Agent at login; null where there was none
 */
record Session(
    String sessionId,
    String userId,
    TokenTransport transport,
    long generation,
    Instant createdAt,
    Instant refreshedAt,
    Instant lastSeenAt,
    Instant expiresAt,
    Authentication authentication,
    String device) {

  /** Whether it has neither expired nor been unused for longer than its inactivity timeout. */
  boolean isActive(Instant now, TokensConfig config) {
    return now.isBefore(expiresAt)
        && config
            .inactivityTimeout(transport)
            .filter(timeout -> !now.isBefore(lastSeenAt.plus(timeout)))
            .isEmpty();
  }

  /**
   * Whether a token of that generation is accepted: the current one, and during the grace period
   * its predecessor, which parallel tabs and requests in flight still send.
   */
  boolean accepts(long tokenGeneration, Instant now, Duration grace) {
    return tokenGeneration == generation
        || (tokenGeneration == generation - 1 && now.isBefore(refreshedAt.plus(grace)));
  }

  /** What rows and tokens of versions before 1.2 mean: the login, by password. */
  static Authentication authenticationByDefault(Instant createdAt) {
    return Authentication.at(createdAt, Authentication.PASSWORD);
  }

  /** The same session with its next generation. */
  Session refreshed(Instant now, Instant newExpiry, Authentication newAuthentication) {
    return new Session(
        sessionId,
        userId,
        transport,
        generation + 1,
        createdAt,
        now,
        now,
        newExpiry,
        newAuthentication,
        device);
  }
}
