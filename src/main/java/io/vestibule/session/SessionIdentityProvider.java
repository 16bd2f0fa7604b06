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

/** Makes an identity of a token whose session lives, or of one that another issuer vouches for. */
@ApplicationScoped
class SessionIdentityProvider implements IdentityProvider<SessionTokenRequest> {
  private final SessionService sessions;
  private final ForeignTokens foreignTokens;

  SessionIdentityProvider(SessionService sessions, ForeignTokens foreignTokens) {
    this.sessions = sessions;
    this.foreignTokens = foreignTokens;
  }

  @Override
  public Class<SessionTokenRequest> getRequestType() {
    return SessionTokenRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      SessionTokenRequest request, AuthenticationRequestContext context) {
    return foreignTokens
        .authenticate(request.token())
        .orElseGet(
            () -> sessions.authenticate(request.token()).map(SessionIdentityProvider::identity))
        .onFailure(ApiException.class)
        .transform(AuthenticationFailedException::new);
  }

  private static SecurityIdentity identity(Authenticated authenticated) {
    TokenClaims claims = authenticated.claims();
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(claims.userId()))
        .addRole(claims.role())
        .addAttribute(CurrentCaller.ATTRIBUTE, new Caller(claims.userId(), claims.sessionId()))
        .build();
  }
}
