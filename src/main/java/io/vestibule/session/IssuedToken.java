package io.vestibule.session;

import java.time.Instant;

/**
 * A token just signed.
 *
 * @param token the JWT, compact form
 * @param expiresAt when it and its session end
 */
public record IssuedToken(String token, Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedToken[redacted]";
  }
}
