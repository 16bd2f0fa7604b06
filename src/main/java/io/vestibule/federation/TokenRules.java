package io.vestibule.federation;

import io.vestibule.federation.IssuersConfig.IssuerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * What a verified token of an issuer must be to authenticate a user here: meant for this service,
 * issued to a known client, for a user, of an accepted kind and not valid for too long.
 */
final class TokenRules {
  private static final int MAX_SUBJECT = 255;

  /** Names of the client that a token was issued to: OpenID Connect, RFC 9068, Okta, Entra ID. */
  private static final List<String> PARTIES = List.of("azp", "client_id", "cid", "appid");

  private final IssuerConfig config;
  private final Duration maxLifetime;
  private final Duration clockSkew;

  TokenRules(IssuerConfig config, FederationConfig federation) {
    this.config = config;
    this.maxLifetime = federation.maxLifetime();
    this.clockSkew = federation.clockSkew();
  }

  /**
   * @param type {@code typ} of the header, lower case
   * @param anyKind whether the token may be of a kind that is not accepted as a bearer
   */
  boolean accept(JwtClaims claims, Optional<String> type, boolean anyKind, Instant now)
      throws MalformedClaimException {
    Optional<TokenKind> kind = TokenKind.of(type, claims);
    return isValidSubject(claims.getSubject())
        && isTimely(claims, now)
        && isBearer(claims)
        && isForThisService(claims)
        && isIssuedToKnownClient(claims, kind)
        && isOfUser(claims)
        && (anyKind || kind.isEmpty() || accepted().contains(kind.get()));
  }

  /**
   * Whether an accepted token is the ID token that answers an authorization request of a client.
   *
   * @param nonce the value of the request
   */
  static boolean answers(JwtClaims claims, Optional<String> type, String clientId, String nonce) {
    try {
      return TokenKind.of(type, claims).equals(Optional.of(TokenKind.ID))
          && claims.getAudience().contains(clientId)
          && (!claims.hasClaim("azp") || clientId.equals(claims.getClaimValue("azp")))
          && nonce.equals(claims.getClaimValue("nonce"));
    } catch (MalformedClaimException refused) {
      return false;
    }
  }

  private Set<TokenKind> accepted() {
    return config
        .accepts()
        .orElseGet(
            () ->
                switch (config.kind()) {
                  case COGNITO -> Set.of(TokenKind.ACCESS, TokenKind.ID);
                  case GOOGLE, APPLE -> Set.of(TokenKind.ID);
                  case OIDC -> Set.of(TokenKind.ACCESS);
                });
  }

  private static boolean isValidSubject(String subject) {
    return !subject.isBlank() && subject.length() <= MAX_SUBJECT;
  }

  private boolean isTimely(JwtClaims claims, Instant now) throws MalformedClaimException {
    Instant issuedAt = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
    Instant expiresAt = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
    return !issuedAt.isAfter(now.plus(clockSkew)) && !expiresAt.isAfter(issuedAt.plus(maxLifetime));
  }

  /**
   * Refuses logout tokens and security events (RFC 8417), Keycloak's refresh tokens, and tokens
   * that are bound to a key (RFC 7800): without proof of the key they authenticate nobody.
   */
  private static boolean isBearer(JwtClaims claims) {
    boolean isKnownType =
        !(claims.getClaimValue("typ") instanceof String type)
            || Stream.of("bearer", "id", "jwt").anyMatch(type::equalsIgnoreCase);
    return isKnownType && !claims.hasClaim("events") && !claims.hasClaim("cnf");
  }

  private boolean isForThisService(JwtClaims claims) throws MalformedClaimException {
    List<String> clientIds = config.clientIds();
    if (config.kind() != IssuerKind.COGNITO) {
      return claims.getAudience().stream().anyMatch(clientIds::contains);
    }
    return switch (text(claims, "token_use").orElse("")) {
      case "id" -> claims.getAudience().stream().anyMatch(clientIds::contains);
      case "access" -> text(claims, "client_id").filter(clientIds::contains).isPresent();
      default -> false;
    };
  }

  /** An ID token for several audiences must name its client (OpenID Connect Core 3.1.3.7). */
  private boolean isIssuedToKnownClient(JwtClaims claims, Optional<TokenKind> kind)
      throws MalformedClaimException {
    boolean needsParty =
        kind.equals(Optional.of(TokenKind.ID))
            && claims.getAudience().size() > 1
            && !claims.hasClaim("azp");
    return !needsParty
        && PARTIES.stream()
            .map(claims::getClaimValue)
            .filter(Objects::nonNull)
            .allMatch(party -> party instanceof String client && isKnownClient(client));
  }

  private boolean isKnownClient(String client) {
    return config.clientIds().contains(client)
        || config.authorizedParties().orElse(List.of()).contains(client);
  }

  /**
   * Refuses tokens of the client credentials grant (RFC 6749 section 4.4), which authenticate a
   * client and no user, in each form that issuers give them.
   */
  private boolean isOfUser(JwtClaims claims) throws MalformedClaimException {
    String subject = claims.getSubject();
    boolean isCognitoAccess =
        config.kind() == IssuerKind.COGNITO
            && text(claims, "token_use").filter("access"::equals).isPresent();
    boolean isClient =
        PARTIES.stream()
            .flatMap(name -> text(claims, name).stream())
            .anyMatch(
                client ->
                    subject.equals(client)
                        || subject.equals(client + "@clients")
                        || text(claims, "preferred_username")
                            .filter(("service-account-" + client)::equalsIgnoreCase)
                            .isPresent());
    boolean isStated =
        text(claims, "gty").filter("client-credentials"::equals).isPresent()
            || text(claims, "idtyp").filter("app"::equals).isPresent();
    return !isClient && !isStated && (!isCognitoAccess || text(claims, "username").isPresent());
  }

  private static Optional<String> text(JwtClaims claims, String name) {
    return claims.getClaimValue(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }
}
