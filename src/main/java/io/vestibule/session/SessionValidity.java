package io.vestibule.session;

import java.time.Instant;

/**
 * What an account's record says about the sessions of the account.
 *
 * @param suspended whether the account is suspended, so that no session is valid
 * @param validAfter sessions opened at or before this time are not valid; null where there was no
 *     reason yet to end all sessions
 * @param keptSessionId a session that is valid although it is older; null where there is none
 */
public record SessionValidity(boolean suspended, Instant validAfter, String keptSessionId) {
  /** Nothing restricts the sessions. */
  public static final SessionValidity UNRESTRICTED = new SessionValidity(false, null, null);

  boolean accepts(Session session) {
    return !suspended
        && (validAfter == null
            || session.createdAt().isAfter(validAfter)
            || session.sessionId().equals(keptSessionId));
  }
}
