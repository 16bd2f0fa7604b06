package io.vestibule.session;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.web.ClientAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the session token of a request: the bearer token, else the cookie. A bearer token is the
 * more deliberate of the two.
 */
@ApplicationScoped
class SessionAuthentication implements HttpAuthenticationMechanism {
  private static final String BEARER = "Bearer ";

  private final String cookieName;
  private final ClientAddress client;

  SessionAuthentication(TokensConfig config, ClientAddress client) {
    this.cookieName = config.cookieName();
    this.client = client;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager identities) {
    return token(request)
        .map(
            token ->
                identities.authenticate(
                    HttpSecurityUtils.setRoutingContextAttribute(token, request)))
        .orElseGet(() -> Uni.createFrom().nullItem());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom()
        .item(
            new ChallengeData(
                HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate", "Bearer"));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(SessionTokenRequest.class);
  }

  @Override
  public int getPriority() {
    return DEFAULT_PRIORITY + 1;
  }

  private Optional<SessionTokenRequest> token(RoutingContext request) {
    String authorization = request.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization != null) {
      // RFC 9110 section 11.1: the scheme's name is case-insensitive.
      boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
      return bearer
          ? Optional.of(
              found(authorization.substring(BEARER.length()).strip(), Carrier.BEARER, request))
          : Optional.empty();
    }
    return Optional.ofNullable(request.request().getCookie(cookieName))
        .map(cookie -> found(cookie.getValue(), Carrier.COOKIE, request));
  }

  private SessionTokenRequest found(String token, Carrier carrier, RoutingContext request) {
    return new SessionTokenRequest(token, carrier, () -> client.of(request.request()));
  }
}
