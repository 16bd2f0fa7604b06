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

/** Makes an identity of a token whose session lives, or of one that another issuer vouches for. */
@ApplicationScoped
class SessionIdentityProvider implements IdentityProvider<SessionTokenRequest> {
  private final LiveTokens tokens;
  private final ForeignTokens foreignTokens;

  SessionIdentityProvider(LiveTokens tokens, ForeignTokens foreignTokens) {
    this.tokens = tokens;
    this.foreignTokens = foreignTokens;
  }

  @Override
  public Class<SessionTokenRequest> getRequestType() {
    return SessionTokenRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      SessionTokenRequest request, AuthenticationRequestContext context) {
    return foreign(request)
        .orElseGet(
            () ->
                tokens
                    .authenticate(request)
                    .map(authenticated -> identity(authenticated, request.carrier())))
        .onFailure(ApiException.class)
        .transform(AuthenticationFailedException::new);
  }

  /** Only as a bearer: cookies are what we set, and we set none of another issuer. */
  private Optional<Uni<SecurityIdentity>> foreign(SessionTokenRequest request) {
    return request.carrier() == Carrier.BEARER
        ? foreignTokens.authenticate(request.token())
        : Optional.empty();
  }

  private static SecurityIdentity identity(Authenticated authenticated, Carrier carrier) {
    TokenClaims claims = authenticated.claims();
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(claims.userId()))
        .addRole(claims.role())
        .addAttribute(CurrentCaller.ATTRIBUTE, new Caller(claims.userId(), claims.sessionId()))
        .addAttribute(
            CurrentToken.ATTRIBUTE,
            new PresentedToken(claims.userId(), claims.sessionId(), claims.generation(), carrier))
        .build();
  }
}
