package io.vestibule.session;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.vestibule.signing.SigningKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Signs the tokens of sessions: RFC 9068 format, ES256, with the RFC 7638 thumbprint as {@code
 * kid}.
 */
@ApplicationScoped
class TokenIssuer {
  static final String TYPE = "at+jwt";

  private final SigningKeys keys;
  private final TokensConfig config;

  TokenIssuer(SigningKeys keys, TokensConfig config) {
    this.keys = keys;
    this.config = config;
  }

  /**
   * @param now {@code iat}
   */
  IssuedToken issue(Principal principal, Session session, Instant now) {
    JwtClaimsBuilder claims =
        Jwt.issuer(config.issuer())
            .audience(config.audience())
            .subject(principal.userId())
            .groups(Set.of(principal.role()))
            .claim("sid", session.sessionId())
            .claim("gen", session.generation())
            .claim("plan", principal.plan())
            .claim("auth_time", session.authentication().time().getEpochSecond())
            .claim("amr", session.authentication().methods())
            .claim("jti", UUID.randomUUID().toString())
            .issuedAt(now)
            .expiresAt(session.expiresAt());
    // A user of an external provider may have no address.
    Optional.ofNullable(principal.email()).ifPresent(email -> claims.claim("email", email));
    String token =
        claims
            .jws()
            .type(TYPE)
            .algorithm(SignatureAlgorithm.ES256)
            .keyId(keys.signingKeyId())
            .sign(keys.signing());
    return IssuedToken.of(token, session, now);
  }
}
