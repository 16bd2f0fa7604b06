package io.vestibule.session;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A token as it came with a request, to be checked by {@link SessionIdentityProvider}. */
class SessionTokenRequest extends BaseAuthenticationRequest {
  private final String token;

  SessionTokenRequest(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }
}
