package io.vestibule.federation;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ExternalTokenClaims;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * One configured issuer. Its tokens are verified with a key of its own and an algorithm of that
 * key, and must satisfy the {@link TokenRules}.
 */
final class Issuer {
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");
  private static final List<String> GOOGLE_SPELLINGS =
      List.of("https://accounts.google.com", "accounts.google.com");

  private final String name;
  private final IssuerConfig config;
  private final IssuerKeyCache keys;
  private final ClaimsMapping mapping;
  private final TokenRules rules;
  private final long clockSkew;
  private final InstantSource clock;

  Issuer(
      String name,
      IssuerConfig config,
      IssuerKeyCache keys,
      FederationConfig federation,
      InstantSource clock) {
    this.name = name;
    this.config = config;
    this.keys = keys;
    this.mapping = new ClaimsMapping(config);
    this.rules = new TokenRules(config, federation);
    this.clockSkew = federation.clockSkew().toSeconds();
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** All spellings of its {@code iss}. */
  Set<String> spellings() {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(config.issuer());
    spellings.addAll(config.alsoKnownAs().orElse(List.of()));
    if (config.kind() == IssuerKind.GOOGLE) {
      spellings.addAll(GOOGLE_SPELLINGS);
    }
    return spellings;
  }

  /**
   * The claims of a token.
   *
   * @param anyKind whether a kind is accepted that {@link IssuersConfig.IssuerConfig#accepts} does
   *     not name: an ID token proves an identity where it may not be used as a bearer
   * @throws AuthenticationFailedException if the token is not valid, without the reason
   * @throws ApiException if the issuer's keys are not available
   */
  Uni<ExternalTokenClaims> verify(UnverifiedToken token, boolean anyKind) {
    if (!ALGORITHMS.contains(token.algorithm()) || !token.mayAuthenticate()) {
      return Uni.createFrom().failure(AuthenticationFailedException::new);
    }
    return keys.find(token.keyId(), token.algorithm())
        .map(
            key ->
                map(verify(token, key.orElseThrow(AuthenticationFailedException::new), anyKind)));
  }

  /**
   * The claims of the ID token that answers a sign-in (OpenID Connect Core 1.0, section 3.1.3.7).
   *
   * @param clientId {@code aud} must contain it, and {@code azp}, if present, must be it
   * @param nonce what the authorization request said
   * @throws AuthenticationFailedException if the token is not valid, without the reason
   * @throws ApiException if the issuer's keys are not available
   */
  Uni<JwtClaims> verifyIdToken(UnverifiedToken token, String clientId, String nonce) {
    if (!ALGORITHMS.contains(token.algorithm()) || !token.mayAuthenticate()) {
      return Uni.createFrom().failure(AuthenticationFailedException::new);
    }
    return keys.find(token.keyId(), token.algorithm())
        .map(
            key -> {
              JwtClaims claims =
                  verify(token, key.orElseThrow(AuthenticationFailedException::new), true);
              if (!TokenRules.answers(claims, token.type(), clientId, nonce)) {
                throw new AuthenticationFailedException();
              }
              return claims;
            });
  }

  ExternalTokenClaims map(JwtClaims claims) {
    return map(claims, claims::getClaimValue);
  }

  /**
   * @param claim returns a claim's value by its name, from the token or another source
   */
  ExternalTokenClaims map(JwtClaims claims, Function<String, Object> claim) {
    try {
      return mapping.map(claims, clock.instant().plusSeconds(clockSkew), claim);
    } catch (MalformedClaimException | RuntimeException refused) {
      // The cause is dropped: it quotes the token.
      throw new AuthenticationFailedException();
    }
  }

  private JwtClaims verify(UnverifiedToken token, IssuerKey key, boolean anyKind) {
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setJwsAlgorithmConstraints(
                  new AlgorithmConstraints(
                      ConstraintType.PERMIT, key.algorithms().toArray(String[]::new)))
              .setVerificationKey(key.key())
              .setExpectedIssuers(true, spellings().toArray(String[]::new))
              .setSkipDefaultAudienceValidation()
              .setRequireSubject()
              .setRequireIssuedAt()
              .setRequireExpirationTime()
              .setAllowedClockSkewInSeconds(Math.toIntExact(clockSkew))
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(token.compact());
      Instant now = clock.instant();
      if (!rules.accept(claims, token.type(), anyKind, now)) {
        throw new AuthenticationFailedException();
      }
      return claims;
    } catch (InvalidJwtException | MalformedClaimException | RuntimeException refused) {
      // The cause is dropped: it quotes the token.
      throw new AuthenticationFailedException();
    }
  }
}
