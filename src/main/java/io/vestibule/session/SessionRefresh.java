package io.vestibule.session;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;

/**
 * Moves a session to its next generation with one conditional write. The same write stores the new
 * token, sealed, in the row. A second request with the old token (a parallel tab, a retry after a
 * lost answer) reads it there and gets the same token (docs/decisions/0010).
 */
@ApplicationScoped
class SessionRefresh {
  private static final int MAX_ATTEMPTS = 5;

  private final SessionStore store;
  private final SessionCache cache;
  private final TokenIssuer issuer;
  private final ReuseDetection reuse;
  private final TokensConfig config;
  private final Sealer sealer;
  private final InstantSource clock;

  SessionRefresh(
      SessionStore store,
      SessionCache cache,
      TokenIssuer issuer,
      ReuseDetection reuse,
      TokensConfig config,
      Sealer sealer,
      InstantSource clock) {
    this.store = store;
    this.cache = cache;
    this.issuer = issuer;
    this.reuse = reuse;
    this.config = config;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * The successor of {@code presented}.
   *
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session has ended, or ends now
   *     because the token is outdated
   */
  Uni<IssuedToken> refresh(PresentedToken presented, Principal principal) {
    return store
        .findRow(presented.sessionId())
        .map(row -> row.orElseThrow(SessionRefresh::ended))
        .chain(
            row ->
                row.session().generation() == presented.generation() && isActive(row)
                    ? advance(row.session(), presented, principal)
                    : successor(row, presented));
  }

  private Uni<IssuedToken> advance(Session from, PresentedToken presented, Principal principal) {
    Instant now = clock.instant();
    Session next = next(from, now, from.authentication());
    IssuedToken token = issuer.issue(principal, next, now);
    return write(next, token)
        .chain(advanced -> advanced ? Uni.createFrom().item(token) : refresh(presented, principal));
  }

  /**
   * The next token of the session after a further proof. Follows the latest generation, because a
   * parallel refresh must not undo the proof.
   *
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session has ended, {@link
   *     ErrorCode#CONFLICT} if concurrent refreshes persist
   */
  Uni<ReauthenticatedSession> reauthenticate(
      PresentedToken presented, Principal principal, Collection<String> methods) {
    return reauthenticate(presented, principal, methods, MAX_ATTEMPTS);
  }

  private Uni<ReauthenticatedSession> reauthenticate(
      PresentedToken presented, Principal principal, Collection<String> methods, int attempts) {
    if (attempts == 0) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    return store
        .find(presented.sessionId())
        .map(
            row ->
                row.filter(session -> session.isActive(clock.instant(), config))
                    .filter(session -> session.generation() >= presented.generation())
                    .orElseThrow(SessionRefresh::ended))
        .chain(
            session -> {
              Instant now = clock.instant();
              Session next = next(session, now, session.authentication().and(now, methods));
              IssuedToken token = issuer.issue(principal, next, now);
              return write(next, token)
                  .chain(
                      advanced ->
                          advanced
                              ? Uni.createFrom()
                                  .item(new ReauthenticatedSession(token, next.authentication()))
                              : reauthenticate(presented, principal, methods, attempts - 1));
            });
  }

  private Session next(Session from, Instant now, Authentication authentication) {
    return from.refreshed(
        now, config.expiry(from.transport(), from.createdAt(), now), authentication);
  }

  /** False where another request has moved the session. */
  private Uni<Boolean> write(Session next, IssuedToken token) {
    byte[] sealedToken =
        sealer.seal(token.token().getBytes(StandardCharsets.US_ASCII), purpose(next));
    return store
        .refresh(next, sealedToken)
        .call(
            advanced ->
                advanced ? cache.invalidate(next.sessionId()) : Uni.createFrom().voidItem());
  }

  /** The result of another request that refreshed this token, while the token is accepted. */
  private Uni<IssuedToken> successor(StoredSession row, PresentedToken presented) {
    Session session = row.session();
    Instant now = clock.instant();
    if (!isActive(row) || session.generation() <= presented.generation()) {
      return Uni.createFrom().failure(ended());
    }
    if (!session.accepts(presented.generation(), now, config.refreshGrace())) {
      return reuse.revoke(session, null).chain(() -> Uni.createFrom().failure(ended()));
    }
    return Uni.createFrom()
        .item(row.sealedToken().flatMap(token -> sealer.open(token, purpose(session))))
        .map(opened -> opened.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(token -> new String(token, StandardCharsets.US_ASCII))
        .map(token -> IssuedToken.of(token, session, now));
  }

  private boolean isActive(StoredSession row) {
    return row.session().isActive(clock.instant(), config);
  }

  private static String purpose(Session session) {
    return "vestibule/session-token/v1/" + session.sessionId() + "/" + session.generation();
  }

  private static ApiException ended() {
    return ApiException.of(ErrorCode.TOKEN_INVALID);
  }
}
