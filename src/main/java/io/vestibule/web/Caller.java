package io.vestibule.web;

import java.util.Optional;

/**
 * Who makes a request, proven by a token of a live session or of another issuer.
 *
 * @param userId the account
 * @param sessionId the session the token names; null for another issuer's token, which has none
 * @param foreign what another issuer's token says; empty for our own
 */
public record Caller(String userId, String sessionId, Optional<ForeignIdentity> foreign) {
  public Caller(String userId, String sessionId) {
    this(userId, sessionId, Optional.empty());
  }
}
