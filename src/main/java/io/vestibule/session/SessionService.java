package io.vestibule.session;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Opens, refreshes, lists and ends sessions. */
@ApplicationScoped
public class SessionService {
  private static final Logger LOG = Logger.getLogger(SessionService.class);
  private static final int ENDED_AT_ONCE = 8;
  private static final Duration INDEX_LAG = Duration.ofSeconds(5);

  /** A UUID; DynamoDB refuses to look up what is much longer. */
  private static final int ID_LENGTH = 36;

  private final SessionStore store;
  private final SessionRows rows;
  private final SessionRefresh refresh;
  private final TokenIssuer issuer;
  private final TokensConfig config;
  private final Cursors cursors;
  private final AuditTrail trail;
  private final InstantSource clock;

  SessionService(
      SessionStore store,
      SessionRows rows,
      SessionRefresh refresh,
      TokenIssuer issuer,
      TokensConfig config,
      Cursors cursors,
      AuditTrail trail,
      InstantSource clock) {
    this.store = store;
    this.rows = rows;
    this.refresh = refresh;
    this.issuer = issuer;
    this.config = config;
    this.cursors = cursors;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Begins a session and signs its first token.
   *
   * @param device the client's User-Agent, or null
   * @param since when the account let its owner in; null for now. Whatever ends the sessions begun
   *     until a moment, as a suspension does, ends those as well that were on their way then
   */
  public Uni<IssuedToken> open(Principal principal, Carrier carrier, String device, Instant since) {
    Instant now = Objects.requireNonNullElseGet(since, clock::instant);
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            principal.userId(),
            carrier,
            1,
            now,
            now,
            now,
            config.expiry(carrier, now, now),
            Device.kept(device));
    return store.create(session).map(stored -> issuer.issue(principal, session, now));
  }

  /**
   * The token that follows {@code presented}; the same one for everybody who asks within the grace.
   *
   * @param principal the owner as they are now
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session ended, or ends now
   *     because the token is outdated
   */
  public Uni<IssuedToken> refresh(PresentedToken presented, Principal principal) {
    return refresh.refresh(presented, principal);
  }

  /** The session as its owner sees it, read past the cache; empty where it ended. */
  public Uni<Optional<CurrentSession>> find(String sessionId) {
    return store
        .find(sessionId)
        .map(row -> row.filter(session -> session.isLive(clock.instant())).map(CurrentSession::of));
  }

  /** One page of the caller's sessions, newest first; ended ones are left out of it. */
  Uni<SessionList> list(Caller caller, int limit, Optional<String> cursor) {
    String list = "sessions/" + caller.userId();
    Optional<SessionPage.Position> after =
        cursor.map(given -> SessionPage.Position.parse(cursors.open(list, given)));
    return store
        .list(caller.userId(), Optional.of(limit), after)
        .map(
            page ->
                new SessionList(
                    page.sessions().stream()
                        .filter(session -> session.isLive(clock.instant()))
                        .map(session -> SessionList.Entry.of(session, caller.sessionId()))
                        .toList(),
                    page.next().map(position -> cursors.seal(list, position.text())).orElse(null)));
  }

  /**
   * Ends a session. Its tokens are refused from now on here, and elsewhere when the row's cache
   * entry is gone.
   */
  public Uni<Void> end(String sessionId) {
    return rows.end(sessionId).replaceWithVoid();
  }

  /**
   * @throws ApiException {@link ErrorCode#SESSION_NOT_FOUND} where it is not a live one of the
   *     user's
   */
  Uni<Void> endOwn(String userId, String sessionId) {
    if (sessionId.length() > ID_LENGTH) {
      throw ApiException.of(ErrorCode.SESSION_NOT_FOUND);
    }
    return store
        .find(sessionId)
        .map(
            row ->
                row.filter(session -> session.userId().equals(userId))
                    .filter(session -> session.isLive(clock.instant()))
                    .orElseThrow(() -> ApiException.of(ErrorCode.SESSION_NOT_FOUND)))
        .chain(session -> end(session.sessionId()))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.done(SecurityAct.SESSION_END, userId).inSession(sessionId)));
  }

  /** Ends all sessions of the caller but the one of this request. */
  Uni<Void> endOthersOf(Caller caller) {
    return endOthers(caller.userId(), caller.sessionId())
        .invoke(() -> trail.record(SecurityEvent.done(SecurityAct.SESSIONS_END, caller)));
  }

  /** Ends every session of a user, as suspension and erasure do. */
  public Uni<Void> endAll(String userId) {
    return endThose(userId, session -> true);
  }

  /** Ends every session of a user but {@code keep}, as a changed password does. */
  public Uni<Void> endOthers(String userId, String keep) {
    return endThose(userId, session -> !session.sessionId().equals(keep));
  }

  /**
   * The index may lag behind a session begun a moment ago, so it is swept once more a little later,
   * behind the caller's back; what began since then is spared.
   */
  private Uni<Void> endThose(String userId, Predicate<Session> ending) {
    Instant until = clock.instant();
    Predicate<Session> ended = ending.and(session -> !session.createdAt().isAfter(until));
    return sweep(userId, ended, Optional.empty())
        .invoke(
            () ->
                Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(INDEX_LAG)
                    .chain(() -> sweep(userId, ended, Optional.empty()))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(
                        swept -> {},
                        failure ->
                            LOG.warnf(
                                "second sweep of sessions failed: %s",
                                failure.getClass().getSimpleName())));
  }

  private Uni<Void> sweep(
      String userId, Predicate<Session> ended, Optional<SessionPage.Position> after) {
    return store
        .list(userId, Optional.empty(), after)
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.sessions())
                    .filter(ended)
                    .onItem()
                    .transformToUni(session -> end(session.sessionId()))
                    .merge(ENDED_AT_ONCE)
                    .collect()
                    .asList()
                    .chain(
                        () ->
                            page.next().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : sweep(userId, ended, page.next())));
  }
}
