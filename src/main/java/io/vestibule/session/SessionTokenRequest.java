package io.vestibule.session;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import java.util.function.Supplier;

/** A token as it came with a request, to be checked by {@link SessionIdentityProvider}. */
class SessionTokenRequest extends BaseAuthenticationRequest {
  private final String token;
  private final Carrier carrier;
  private final Supplier<String> address;

  SessionTokenRequest(String token, Carrier carrier, Supplier<String> address) {
    this.token = token;
    this.carrier = carrier;
    this.address = address;
  }

  String token() {
    return token;
  }

  Carrier carrier() {
    return carrier;
  }

  /** The client's; asked for only when something is wrong. */
  String address() {
    return address.get();
  }
}
