package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
import io.vestibule.signing.SigningKeys;
import io.vestibule.web.Authentication;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Key;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies a token of this service by RFC 8725: algorithm, type, issuer and audience are fixed,
 * keys come only from configuration, and no clock skew is allowed. {@link TokenAuthenticator}
 * checks the session.
 */
@ApplicationScoped
class TokenVerifier {
  /** Tokens of this service have about 700 characters; longer ones are not parsed. */
  private static final int MAX_LENGTH = 4_096;

  /**
   * Three base64url parts, the last one a 64-byte ES256 signature in its canonical encoding. The
   * JOSE library is less strict: it skips line breaks and padding, for example.
   */
  private static final Pattern COMPACT_FORM =
      Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]{85}[AQgw]");

  /** Headers that carry or point to a verification key. */
  private static final List<String> EMBEDDED_KEY_HEADERS = List.of("jku", "jwk", "x5u", "x5c");

  static final AlgorithmConstraints ES256_ONLY =
      new AlgorithmConstraints(
          ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

  private final SigningKeys keys;
  private final TokensConfig config;
  private final InstantSource clock;

  TokenVerifier(SigningKeys keys, TokensConfig config, InstantSource clock) {
    this.keys = keys;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The claims of the token.
   *
   * @throws AuthenticationFailedException where any check fails; the exception does not say which
   */
  TokenClaims verify(String token) {
    if (token.length() > MAX_LENGTH || !COMPACT_FORM.matcher(token).matches()) {
      throw new AuthenticationFailedException();
    }
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setJwsAlgorithmConstraints(ES256_ONLY)
              .setVerificationKeyResolver(this::keyFor)
              .setExpectedType(true, TokenIssuer.TYPE)
              .setExpectedIssuer(true, config.issuer())
              .setExpectedAudience(true, config.audience())
              .setRequireSubject()
              .setRequireIssuedAt()
              .setRequireJwtId()
              .setRequireExpirationTime()
              .setAllowedClockSkewInSeconds(0)
              .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
              .build()
              .processToClaims(token);
      return read(claims);
    } catch (InvalidJwtException | MalformedClaimException | RuntimeException refused) {
      // The cause is dropped because its message contains the token.
      throw new AuthenticationFailedException();
    }
  }

  Key keyFor(JsonWebSignature token, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    if (EMBEDDED_KEY_HEADERS.stream().anyMatch(header -> token.getObjectHeader(header) != null)) {
      throw new UnresolvableKeyException("the token carries its own key");
    }
    return Optional.ofNullable(token.getKeyIdHeaderValue())
        .flatMap(keys::verifying)
        .orElseThrow(() -> new UnresolvableKeyException("no such key"));
  }

  private static TokenClaims read(JwtClaims claims) throws MalformedClaimException {
    return new TokenClaims(
        claims.getSubject(),
        Objects.requireNonNull(claims.getClaimValue("sid", String.class), "sid"),
        claims.getClaimValue("gen", Long.class),
        claims.getStringListClaimValue("groups").get(0),
        authentication(claims),
        Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
  }

  private static Optional<Authentication> authentication(JwtClaims claims)
      throws MalformedClaimException {
    return claims.hasClaim("auth_time") && claims.hasClaim("amr")
        ? Optional.of(
            new Authentication(
                Instant.ofEpochSecond(claims.getClaimValue("auth_time", Long.class)),
                claims.getStringListClaimValue("amr")))
        : Optional.empty();
  }
}
