package io.vestibule.session;

import io.quarkus.security.AuthenticationFailedException;
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
 * Checks a token of ours by RFC 8725: algorithm, type, issuer and audience are pinned, keys come
 * from configuration alone, the clock has no grace. Whether its session still lives is asked
 * elsewhere.
 */
@ApplicationScoped
class TokenVerifier {
  /** Ours have about 700 characters; nothing longer is worth parsing. */
  private static final int MAX_LENGTH = 4_096;

  /**
   * Three parts of base64url, the last one the 64 bytes of an ES256 signature in their one
   * spelling. The JOSE library is not so strict: it skips line breaks and padding, for example.
   */
  private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]{85}[AQgw]");

  /** Headers that offer a key to verify with. */
  private static final List<String> KEY_OFFERS = List.of("jku", "jwk", "x5u", "x5c");

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
   * What the token says.
   *
   * @throws AuthenticationFailedException where anything about it is wrong; which thing is not told
   */
  TokenClaims verify(String token) {
    if (token.length() > MAX_LENGTH || !FORM.matcher(token).matches()) {
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
      // The cause stays here: it quotes the token.
      throw new AuthenticationFailedException();
    }
  }

  Key keyFor(JsonWebSignature token, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    if (KEY_OFFERS.stream().anyMatch(header -> token.getObjectHeader(header) != null)) {
      throw new UnresolvableKeyException("the token offers a key of its own");
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
        Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
  }
}
