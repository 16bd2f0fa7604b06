package io.vestibule.session;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import java.util.List;
import java.util.function.Supplier;

/** The unverified tokens of a request, to be checked by {@link SessionIdentityProvider}. */
class SessionTokenRequest extends BaseAuthenticationRequest {
  private final List<String> tokens;
  private final TokenTransport transport;
  private final Supplier<String> address;

  /**
   * @param tokens at least one; several where several cookies have the name
   */
  SessionTokenRequest(List<String> tokens, TokenTransport transport, Supplier<String> address) {
    this.tokens = tokens;
    this.transport = transport;
    this.address = address;
  }

  List<String> tokens() {
    return tokens;
  }

  TokenTransport transport() {
    return transport;
  }

  /** The client address. Computed only when it is needed for an audit event. */
  String address() {
    return address.get();
  }
}
