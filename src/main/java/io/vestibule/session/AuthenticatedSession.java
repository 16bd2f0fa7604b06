package io.vestibule.session;

import io.vestibule.web.Authentication;

/** The claims of a verified token and the active session that it names. */
record AuthenticatedSession(TokenClaims claims, Session session) {
  /**
   * That of the token, and not that of the row: a token from before a later proof, which may have
   * been stolen, does not profit from that proof.
   */
  Authentication authentication() {
    return claims
        .authentication()
        .orElseGet(() -> Session.authenticationByDefault(session.createdAt()));
  }
}
