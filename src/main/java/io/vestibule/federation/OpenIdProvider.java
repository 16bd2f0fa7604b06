package io.vestibule.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.federation.IssuersConfig.LoginConfig;
import io.vestibule.federation.IssuersConfig.ResponseMode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ExternalTokenClaims;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;

/** A configured issuer with a client of this service, for sign-in by redirect. */
public final class OpenIdProvider {
  private static final Logger LOG = Logger.getLogger(OpenIdProvider.class);
  private static final Set<String> ADDRESS = Set.of("email", "email_verified");

  private final Issuer issuer;
  private final IssuerConfig config;
  private final LoginConfig login;
  private final EndpointCache endpoints;
  private final IssuerClient client;
  private final ObjectMapper json;

  OpenIdProvider(
      Issuer issuer,
      IssuerConfig config,
      LoginConfig login,
      EndpointCache endpoints,
      IssuerClient client,
      ObjectMapper json) {
    this.issuer = issuer;
    this.config = config;
    this.login = login;
    this.endpoints = endpoints;
    this.client = client;
    this.json = json;
  }

  /** Its name in the configuration. */
  public String name() {
    return issuer.name();
  }

  public IssuerKind kind() {
    return config.kind();
  }

  /** {@code iss} in its canonical spelling. */
  public String issuer() {
    return config.issuer();
  }

  /** Whether {@code iss} names this issuer, in any of its spellings. */
  public boolean isIssuer(String iss) {
    return issuer.spellings().contains(iss);
  }

  public LoginConfig login() {
    return login;
  }

  public String label() {
    return login
        .label()
        .orElseGet(
            () ->
                switch (kind()) {
                  case GOOGLE -> "Google";
                  case APPLE -> "Apple";
                  case COGNITO, OIDC -> name();
                });
  }

  public List<String> scopes() {
    return login
        .scopes()
        .orElseGet(
            () ->
                kind() == IssuerKind.APPLE
                    ? List.of("openid", "email", "name")
                    : List.of("openid", "email", "profile"));
  }

  public boolean usesFormPost() {
    return login
            .responseMode()
            .orElse(kind() == IssuerKind.APPLE ? ResponseMode.FORM_POST : ResponseMode.QUERY)
        == ResponseMode.FORM_POST;
  }

  /** Its endpoints; fails if they are not known and its discovery document cannot be fetched. */
  public Uni<ProviderEndpoints> endpoints() {
    return endpoints.find();
  }

  /**
   * The user of a sign-in. Claims that the ID token lacks are taken from the user info endpoint
   * (OpenID Connect Core 1.0, section 5.3), if there is one and the token has no address: then an
   * issuer that follows section 5.4 strictly has put them there.
   *
   * @param idToken as the token endpoint answered it
   * @param accessToken for the user info endpoint
   * @param nonce what the authorization request said
   * @throws AuthenticationFailedException if the ID token is not valid
   * @throws ApiException if the issuer's keys are not available
   */
  public Uni<ExternalTokenClaims> verify(
      String idToken, Optional<String> accessToken, String nonce) {
    return UnverifiedToken.parse(idToken, json)
        .filter(token -> isIssuer(token.issuer()))
        .map(token -> issuer.verifyIdToken(token, login.clientId(), nonce))
        .orElseGet(() -> Uni.createFrom().failure(AuthenticationFailedException::new))
        .chain(
            claims ->
                accessToken.isEmpty() || claims.hasClaim("email")
                    ? Uni.createFrom().item(issuer.map(claims))
                    : complete(claims, accessToken.get()));
  }

  private Uni<ExternalTokenClaims> complete(JwtClaims claims, String accessToken) {
    return endpoints()
        .chain(
            known ->
                known
                    .userInfo()
                    .map(
                        address ->
                            client
                                .fetch(address, accessToken)
                                .map(info -> issuer.map(claims, lookup(claims, info)))
                                .onFailure()
                                .invoke(this::logFailure)
                                .onFailure()
                                .recoverWithItem(() -> issuer.map(claims)))
                    .orElseGet(() -> Uni.createFrom().item(issuer.map(claims))));
  }

  /** The answer counts only for the subject of the ID token (section 5.3.2). */
  private static Function<String, Object> lookup(JwtClaims claims, JsonNode info) {
    if (!info.path("sub").asText("").equals(claims.getClaimValue("sub"))) {
      return claims::getClaimValue;
    }
    return name ->
        claims.hasClaim(name) && !ADDRESS.contains(name)
            ? claims.getClaimValue(name)
            : value(info.path(name));
  }

  private static Object value(JsonNode member) {
    if (member.isBoolean()) {
      return member.booleanValue();
    }
    return member.isTextual() ? member.textValue() : null;
  }

  private void logFailure(Throwable failure) {
    LOG.warnf(
        "The user info of issuer %s cannot be fetched (%s)",
        name(), failure.getClass().getSimpleName());
  }
}
