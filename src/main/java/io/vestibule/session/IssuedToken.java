package io.vestibule.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A newly signed token.
 *
 * @param sessionId the session that the token names
 * @param token the JWT in compact form
 * @param expiresAt when the token and its session expire
 * @param lifetime time until {@code expiresAt}, in whole seconds
 */
public record IssuedToken(String sessionId, String token, Instant expiresAt, Duration lifetime) {

  /** The lifetime is rounded up: {@code expiresAt} is in whole seconds, {@code now} is not. */
  static IssuedToken of(String token, Session session, Instant now) {
    Duration lifetime = Duration.between(now, session.expiresAt()).plusMillis(999);
    return new IssuedToken(
        session.sessionId(), token, session.expiresAt(), lifetime.truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public String toString() {
    return "IssuedToken[redacted]";
  }
}
