package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.Digests;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Authenticates session tokens: verifies signature and claims, then looks up the session. Verified
 * tokens are cached by their hash, so a signature is verified once.
 */
@ApplicationScoped
class TokenAuthenticator {
  private final TokenVerifier verifier;
  private final SessionCache cache;
  private final SessionValidityCache validity;
  private final ReuseDetection reuse;
  private final LastSeenTracker lastSeen;
  private final TokensConfig config;
  private final InstantSource clock;
  private final CaffeineCache verified;

  TokenAuthenticator(
      TokenVerifier verifier,
      SessionCache cache,
      SessionValidityCache validity,
      ReuseDetection reuse,
      LastSeenTracker lastSeen,
      TokensConfig config,
      InstantSource clock,
      @CacheName("verified-tokens") Cache verified) {
    this.verifier = verifier;
    this.cache = cache;
    this.validity = validity;
    this.reuse = reuse;
    this.lastSeen = lastSeen;
    this.config = config;
    this.clock = clock;
    this.verified = verified.as(CaffeineCache.class);
  }

  /**
   * The active session that a token names, with the claims of the token. Of several tokens the
   * newest one with an active session counts.
   *
   * @throws AuthenticationFailedException where no token or session is valid
   */
  Uni<AuthenticatedSession> authenticate(SessionTokenRequest request) {
    return request.tokens().size() == 1
        ? verify(request.tokens().get(0)).chain(claims -> activeSession(claims, request))
        : verifyAll(request.tokens()).chain(claims -> firstActive(claims.iterator(), request));
  }

  /**
   * The claims of the valid tokens, newest first: an outdated token of a session must not be tried
   * before the current one, because it would count as reuse.
   */
  private Uni<List<TokenClaims>> verifyAll(List<String> tokens) {
    return Multi.createFrom()
        .iterable(tokens)
        .onItem()
        .transformToUniAndConcatenate(
            token ->
                verify(token)
                    .map(Optional::of)
                    .onFailure(AuthenticationFailedException.class)
                    .recoverWithItem(Optional.empty()))
        .collect()
        .asList()
        .map(
            found ->
                found.stream()
                    .flatMap(Optional::stream)
                    .sorted(
                        Comparator.comparing(TokenClaims::expiresAt)
                            .thenComparing(TokenClaims::generation)
                            .reversed())
                    .toList());
  }

  private Uni<AuthenticatedSession> firstActive(
      Iterator<TokenClaims> claims, SessionTokenRequest request) {
    return claims.hasNext()
        ? activeSession(claims.next(), request)
            .onFailure(AuthenticationFailedException.class)
            .recoverWithUni(() -> firstActive(claims, request))
        : Uni.createFrom().failure(new AuthenticationFailedException());
  }

  private Uni<AuthenticatedSession> activeSession(TokenClaims claims, SessionTokenRequest request) {
    if (isExpired(claims)) {
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    return Uni.combine()
        .all()
        .unis(cache.find(claims.sessionId(), claims.generation()), validity.find(claims.userId()))
        .with(
            (found, accountValidity) ->
                found
                    .filter(session -> session.isActive(clock.instant(), config))
                    .filter(session -> session.userId().equals(claims.userId()))
                    .filter(session -> session.generation() >= claims.generation())
                    .filter(session -> session.transport() == request.transport())
                    .filter(accountValidity::accepts)
                    .orElseThrow(AuthenticationFailedException::new))
        .chain(
            session ->
                session.accepts(claims.generation(), clock.instant(), config.refreshGrace())
                    ? Uni.createFrom().item(recordUse(claims, session))
                    : reuse
                        .revoke(session, request.address())
                        .chain(
                            () -> Uni.createFrom().failure(new AuthenticationFailedException())));
  }

  private AuthenticatedSession recordUse(TokenClaims claims, Session session) {
    lastSeen.recordUse(session);
    return new AuthenticatedSession(claims, session);
  }

  /** Only valid tokens are cached, so that a flood of invalid ones cannot evict them. */
  private Uni<TokenClaims> verify(String token) {
    String key = Digests.sha256Hex(token);
    CompletableFuture<TokenClaims> cached = verified.getIfPresent(key);
    if (cached != null) {
      return Uni.createFrom().completionStage(cached);
    }
    return Uni.createFrom()
        .item(() -> verifier.verify(token))
        .invoke(claims -> verified.put(key, CompletableFuture.completedFuture(claims)));
  }

  private boolean isExpired(TokenClaims claims) {
    return !clock.instant().isBefore(claims.expiresAt());
  }
}
