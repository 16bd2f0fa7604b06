package io.vestibule.federation;

import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vestibule.federation.IssuersConfig.IssuerConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ForeignIdentity;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * One configured issuer and how its tokens are checked: by a key of its own, with an algorithm of
 * that key, for one of our client ids, in time.
 */
final class Issuer {
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");
  private static final int MAX_SUBJECT = 255;
  private static final List<String> GOOGLE =
      List.of("https://accounts.google.com", "accounts.google.com");

  private final String name;
  private final IssuerConfig config;
  private final IssuerKeys keys;
  private final ClaimsMapping mapping;
  private final long clockSkew;
  private final InstantSource clock;

  Issuer(
      String name,
      IssuerConfig config,
      IssuerKeys keys,
      FederationConfig federation,
      InstantSource clock) {
    this.name = name;
    this.config = config;
    this.keys = keys;
    this.mapping = new ClaimsMapping(config);
    this.clockSkew = federation.clockSkew().toSeconds();
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Every spelling of {@code iss} that means it. */
  Set<String> spellings() {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(config.issuer());
    spellings.addAll(config.alsoKnownAs().orElse(List.of()));
    if (config.kind() == IssuerKind.GOOGLE) {
      spellings.addAll(GOOGLE);
    }
    return spellings;
  }

  /**
   * Who the token says it is about.
   *
   * @throws AuthenticationFailedException where anything about it is wrong; which thing is not told
   * @throws ApiException where the issuer's keys cannot be had
   */
  Uni<ForeignIdentity> verify(UnverifiedToken token) {
    if (!ALGORITHMS.contains(token.algorithm()) || !token.mayAuthenticate()) {
      return Uni.createFrom().failure(AuthenticationFailedException::new);
    }
    return keys.find(token.keyId(), token.algorithm())
        .map(key -> verify(token, key.orElseThrow(AuthenticationFailedException::new)));
  }

  private ForeignIdentity verify(UnverifiedToken token, IssuerKey key) {
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
      if (!isForUs(claims) || claims.getSubject().length() > MAX_SUBJECT) {
        throw new AuthenticationFailedException();
      }
      return mapping.identity(claims);
    } catch (InvalidJwtException | MalformedClaimException | RuntimeException refused) {
      // The cause stays here: it quotes the token.
      throw new AuthenticationFailedException();
    }
  }

  /**
   * A logout token (OpenID Connect Back-Channel Logout) is meant for us too, but signs nobody in.
   */
  private boolean isForUs(JwtClaims claims) throws MalformedClaimException {
    if (claims.hasClaim("events")) {
      return false;
    }
    List<String> clientIds = config.clientIds();
    if (config.kind() != IssuerKind.COGNITO) {
      return claims.getAudience().stream().anyMatch(clientIds::contains);
    }
    return switch (Optional.ofNullable(claims.getStringClaimValue("token_use")).orElse("")) {
      case "id" -> claims.getAudience().stream().anyMatch(clientIds::contains);
      case "access" -> clientIds.contains(claims.getStringClaimValue("client_id"));
      default -> false;
    };
  }
}
