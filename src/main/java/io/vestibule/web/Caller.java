package io.vestibule.web;

import java.util.Optional;

/**
 * The authenticated caller of a request: the owner of an active session, or the subject of a
 * verified token of an external issuer.
 *
 * @param userId the account
 * @param sessionId the session of the token; null for a token of an external issuer, which has no
 *     session
 * @param authentication when and how the user authenticated
 * @param external the claims of the external issuer's token; empty for the service's own tokens
 */
public record Caller(
    String userId,
    String sessionId,
    Authentication authentication,
    Optional<ExternalTokenClaims> external) {

  /** The owner of a session. */
  public static Caller inSession(String userId, String sessionId, Authentication authentication) {
    return new Caller(userId, sessionId, authentication, Optional.empty());
  }

  /** The subject of a token of an external issuer. */
  public static Caller ofExternalToken(String userId, ExternalTokenClaims claims) {
    return new Caller(userId, null, claims.authentication(), Optional.of(claims));
  }
}
