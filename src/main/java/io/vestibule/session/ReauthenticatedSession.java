package io.vestibule.session;

import io.vestibule.web.Authentication;

/**
 * A session after a further proof of its user's identity.
 *
 * @param token its new token
 * @param authentication the proofs so far
 */
public record ReauthenticatedSession(IssuedToken token, Authentication authentication) {
  @Override
  public String toString() {
    return "ReauthenticatedSession[redacted]";
  }
}
