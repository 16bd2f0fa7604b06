package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/**
 * Checks tokens: signature and claims, then the session. Verified tokens are remembered by their
 * hash, so a signature is checked once.
 */
@ApplicationScoped
class LiveTokens {
  private final TokenVerifier verifier;
  private final SessionRows rows;
  private final TokenReuse reuse;
  private final LastSeen lastSeen;
  private final TokensConfig config;
  private final InstantSource clock;
  private final CaffeineCache verified;

  LiveTokens(
      TokenVerifier verifier,
      SessionRows rows,
      TokenReuse reuse,
      LastSeen lastSeen,
      TokensConfig config,
      InstantSource clock,
      @CacheName("verified-tokens") Cache verified) {
    this.verifier = verifier;
    this.rows = rows;
    this.reuse = reuse;
    this.lastSeen = lastSeen;
    this.config = config;
    this.clock = clock;
    this.verified = verified.as(CaffeineCache.class);
  }

  /**
   * The live session a token names, with what the token says.
   *
   * @throws AuthenticationFailedException where either is not, or no longer, good
   */
  Uni<Authenticated> authenticate(SessionTokenRequest request) {
    return verify(request.token())
        .chain(
            claims ->
                isExpired(claims)
                    ? Uni.createFrom().failure(new AuthenticationFailedException())
                    : live(claims, request));
  }

  private Uni<Authenticated> live(TokenClaims claims, SessionTokenRequest request) {
    return rows.find(claims.sessionId(), claims.generation())
        .map(
            row ->
                row.filter(session -> session.isLive(clock.instant()))
                    .filter(session -> session.userId().equals(claims.userId()))
                    .filter(session -> session.generation() >= claims.generation())
                    .orElseThrow(AuthenticationFailedException::new))
        .chain(
            session ->
                session.honours(claims.generation(), clock.instant(), config.refreshGrace())
                    ? Uni.createFrom().item(seen(claims, session))
                    : reuse
                        .punish(session, request.address())
                        .chain(
                            () -> Uni.createFrom().failure(new AuthenticationFailedException())));
  }

  private Authenticated seen(TokenClaims claims, Session session) {
    lastSeen.note(session);
    return new Authenticated(claims, session);
  }

  /** Only good tokens are remembered: a flood of bad ones must not push them out. */
  private Uni<TokenClaims> verify(String token) {
    String key = digest(token);
    CompletableFuture<TokenClaims> known = verified.getIfPresent(key);
    if (known != null) {
      return Uni.createFrom().completionStage(known);
    }
    return Uni.createFrom()
        .item(() -> verifier.verify(token))
        .invoke(claims -> verified.put(key, CompletableFuture.completedFuture(claims)));
  }

  private boolean isExpired(TokenClaims claims) {
    return !clock.instant().isBefore(claims.expiresAt());
  }

  private static String digest(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
