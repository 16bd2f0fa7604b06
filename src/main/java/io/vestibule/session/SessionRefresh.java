package io.vestibule.session;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Sealer;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Moves a session to its next generation by one conditional write. The successor token is sealed
 * into the row by that same write: whoever comes second (a parallel tab, a retry after a lost
 * answer) finds it there and gets the same one (docs/decisions/0010).
 */
@ApplicationScoped
class SessionRefresh {
  private final SessionStore store;
  private final SessionRows rows;
  private final TokenIssuer issuer;
  private final TokenReuse reuse;
  private final TokensConfig config;
  private final Sealer sealer;
  private final InstantSource clock;

  SessionRefresh(
      SessionStore store,
      SessionRows rows,
      TokenIssuer issuer,
      TokenReuse reuse,
      TokensConfig config,
      Sealer sealer,
      InstantSource clock) {
    this.store = store;
    this.rows = rows;
    this.issuer = issuer;
    this.reuse = reuse;
    this.config = config;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * The token that follows {@code presented}.
   *
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session ended, or ends now
   *     because the token is outdated
   */
  Uni<IssuedToken> refresh(PresentedToken presented, Principal principal) {
    return store
        .findRow(presented.sessionId())
        .map(row -> row.orElseThrow(SessionRefresh::ended))
        .chain(
            row ->
                row.session().generation() == presented.generation() && isLive(row)
                    ? move(row.session(), presented, principal)
                    : successor(row, presented));
  }

  private Uni<IssuedToken> move(Session from, PresentedToken presented, Principal principal) {
    Instant now = clock.instant();
    Session next = from.refreshed(now, config.expiry(from.carrier(), from.createdAt(), now));
    IssuedToken token = issuer.issue(principal, next, now);
    byte[] box = sealer.seal(token.token().getBytes(StandardCharsets.US_ASCII), purpose(next));
    return store
        .refresh(next, box)
        .chain(
            moved ->
                moved
                    ? rows.forget(next.sessionId()).replaceWith(token)
                    : refresh(presented, principal));
  }

  /** Another request refreshed this token: its result, while the token is honoured. */
  private Uni<IssuedToken> successor(SessionRow row, PresentedToken presented) {
    Session session = row.session();
    Instant now = clock.instant();
    if (!isLive(row) || session.generation() <= presented.generation()) {
      return Uni.createFrom().failure(ended());
    }
    if (!session.honours(presented.generation(), now, config.refreshGrace())) {
      return reuse.punish(session, null).chain(() -> Uni.createFrom().failure(ended()));
    }
    return Uni.createFrom()
        .item(row.sealedToken().flatMap(box -> sealer.open(box, purpose(session))))
        .map(opened -> opened.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)))
        .map(token -> new String(token, StandardCharsets.US_ASCII))
        .map(token -> IssuedToken.of(token, session, now));
  }

  private boolean isLive(SessionRow row) {
    return row.session().isLive(clock.instant());
  }

  private static String purpose(Session session) {
    return "vestibule/session-token/v1/" + session.sessionId() + "/" + session.generation();
  }

  private static ApiException ended() {
    return ApiException.of(ErrorCode.TOKEN_INVALID);
  }
}
