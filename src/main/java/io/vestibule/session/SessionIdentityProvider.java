package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.CurrentCaller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Creates the identity for a token of an active session, for a token of another issuer or for a
 * service key.
 */
@ApplicationScoped
class SessionIdentityProvider implements IdentityProvider<SessionTokenRequest> {
  private final TokenAuthenticator tokens;
  private final ExternalTokenAuthenticator externalTokens;
  private final ServiceKeyAuthenticator serviceKeys;
  private final RoleGrants roles;

  SessionIdentityProvider(
      TokenAuthenticator tokens,
      ExternalTokenAuthenticator externalTokens,
      ServiceKeyAuthenticator serviceKeys,
      RoleGrants roles) {
    this.tokens = tokens;
    this.externalTokens = externalTokens;
    this.serviceKeys = serviceKeys;
    this.roles = roles;
  }

  @Override
  public Class<SessionTokenRequest> getRequestType() {
    return SessionTokenRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      SessionTokenRequest request, AuthenticationRequestContext context) {
    return bearer(request)
        .orElseGet(
            () ->
                tokens
                    .authenticate(request)
                    .map(authenticated -> identity(authenticated, request.transport())))
        .onFailure(ApiException.class)
        .transform(AuthenticationFailedException::new);
  }

  /** The cookie never holds a service key or a token of another issuer. */
  private Optional<Uni<SecurityIdentity>> bearer(SessionTokenRequest request) {
    if (request.transport() != TokenTransport.BEARER) {
      return Optional.empty();
    }
    String token = request.tokens().get(0);
    return serviceKeys
        .authenticate(token, request::address)
        .or(() -> externalTokens.authenticate(token));
  }

  private SecurityIdentity identity(AuthenticatedSession authenticated, TokenTransport transport) {
    TokenClaims claims = authenticated.claims();
    return roles
        .grant(
            QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal(claims.userId())),
            claims.role(),
            authenticated.authentication())
        .addAttribute(
            CurrentCaller.ATTRIBUTE,
            Caller.inSession(claims.userId(), claims.sessionId(), authenticated.authentication()))
        .addAttribute(
            CurrentToken.ATTRIBUTE,
            new PresentedToken(claims.userId(), claims.sessionId(), claims.generation(), transport))
        .build();
  }
}
