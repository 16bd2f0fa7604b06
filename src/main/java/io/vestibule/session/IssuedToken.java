package io.vestibule.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A token given to its owner.
 *
 * @param sessionId the session it names
 * @param token the JWT, compact form
 * @param expiresAt when it and its session end
 * @param lifetime how long that is, in whole seconds
 */
public record IssuedToken(String sessionId, String token, Instant expiresAt, Duration lifetime) {

  /** Rounded up: a session's end has lost its fraction of a second, its beginning has not. */
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
