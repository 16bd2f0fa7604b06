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

/** Creates the identity for a token of an active session or for a token of another issuer. */
@ApplicationScoped
class SessionIdentityProvider implements IdentityProvider<SessionTokenRequest> {
  private final TokenAuthenticator tokens;
  private final ExternalTokenAuthenticator externalTokens;
  private final RoleGrants roles;

  SessionIdentityProvider(
      TokenAuthenticator tokens, ExternalTokenAuthenticator externalTokens, RoleGrants roles) {
    this.tokens = tokens;
    this.externalTokens = externalTokens;
    this.roles = roles;
  }

  @Override
  public Class<SessionTokenRequest> getRequestType() {
    return SessionTokenRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      SessionTokenRequest request, AuthenticationRequestContext context) {
    return external(request)
        .orElseGet(
            () ->
                tokens
                    .authenticate(request)
                    .map(authenticated -> identity(authenticated, request.transport())))
        .onFailure(ApiException.class)
        .transform(AuthenticationFailedException::new);
  }

  /** Only as a bearer token: the cookie never holds a token of another issuer. */
  private Optional<Uni<SecurityIdentity>> external(SessionTokenRequest request) {
    return request.transport() == TokenTransport.BEARER
        ? externalTokens.authenticate(request.tokens().get(0))
        : Optional.empty();
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
