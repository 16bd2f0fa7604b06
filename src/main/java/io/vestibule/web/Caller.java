package io.vestibule.web;

import java.util.Optional;

/**
 * The authenticated caller of a request: the owner of an active session, or the subject of a
 * verified token of an external issuer.
 *
 * @param userId the account
 * @param sessionId the session of the token; null for a token of an external issuer, which has no
 *     session
 * @param external the claims of the external issuer's token; empty for the service's own tokens
 */
public record Caller(String userId, String sessionId, Optional<ExternalTokenClaims> external) {
  public Caller(String userId, String sessionId) {
    this(userId, sessionId, Optional.empty());
  }
}
