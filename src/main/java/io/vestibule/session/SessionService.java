package io.vestibule.session;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.web.ApiException;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.Cursors;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Opens, refreshes, lists and ends sessions. */
@ApplicationScoped
public class SessionService {
  private static final Logger LOG = Logger.getLogger(SessionService.class);
  private static final int MAX_CONCURRENT_DELETES = 8;

  /** How long the index may lag behind the table. */
  private static final Duration INDEX_LAG = Duration.ofSeconds(5);

  /** Length of a UUID. DynamoDB rejects keys that are much longer. */
  private static final int ID_LENGTH = 36;

  private final SessionStore store;
  private final SessionCache cache;
  private final SessionValidityCache validity;
  private final SessionRefresh refresh;
  private final TokenIssuer issuer;
  private final TokensConfig config;
  private final Cursors cursors;
  private final AuditTrail trail;
  private final InstantSource clock;

  SessionService(
      SessionStore store,
      SessionCache cache,
      SessionValidityCache validity,
      SessionRefresh refresh,
      TokenIssuer issuer,
      TokensConfig config,
      Cursors cursors,
      AuditTrail trail,
      InstantSource clock) {
    this.store = store;
    this.cache = cache;
    this.validity = validity;
    this.refresh = refresh;
    this.issuer = issuer;
    this.config = config;
    this.cursors = cursors;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Opens a session and signs its first token.
   *
   * @param device the client's User-Agent, or null
   * @param createdAt when the login began: the time of its first proof. An operation that ends the
   *     sessions opened until a given time, such as a suspension, then also ends a session that was
   *     being opened at that time
   * @param authentication the proofs of this login
   * @param together writes of the transaction that stores the session, such as a notice; empty for
   *     none
   */
  public Uni<IssuedToken> open(
      Principal principal,
      TokenTransport transport,
      String device,
      Instant createdAt,
      Authentication authentication,
      List<TransactWriteItem> together) {
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            principal.userId(),
            transport,
            1,
            createdAt,
            createdAt,
            createdAt,
            config.expiry(transport, createdAt, createdAt),
            authentication,
            Device.sanitize(device));
    return store
        .create(session, together)
        .call(() -> endOldest(session))
        .call(() -> validity.forget(session.userId()))
        .map(stored -> issuer.issue(principal, session, createdAt));
  }

  /** Keeps the number of sessions of an account below the limit. The login succeeds anyway. */
  private Uni<Void> endOldest(Session opened) {
    return others(opened, Optional.empty())
        .skip()
        .first(config.sessionsPerAccount() - 1)
        .onItem()
        .transformToUni(session -> end(session.sessionId()))
        .merge(MAX_CONCURRENT_DELETES)
        .collect()
        .asList()
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "the oldest sessions of an account were not ended: %s",
                    failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull();
  }

  /** The user's sessions except {@code opened}, which the index may not show yet, newest first. */
  private Multi<Session> others(Session opened, Optional<SessionPage.Position> after) {
    return store
        .list(opened.userId(), Optional.empty(), after)
        .onItem()
        .transformToMulti(
            page -> {
              Multi<Session> sessions =
                  Multi.createFrom()
                      .iterable(page.sessions())
                      .filter(session -> !session.sessionId().equals(opened.sessionId()));
              return page.next().isEmpty()
                  ? sessions
                  : Multi.createBy().concatenating().streams(sessions, others(opened, page.next()));
            });
  }

  /**
   * The successor of {@code presented}; every request within the grace period gets the same one.
   *
   * @param principal the current role and plan of the owner
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session has ended, or ends now
   *     because the token is outdated
   */
  public Uni<IssuedToken> refresh(PresentedToken presented, Principal principal) {
    return refresh.refresh(presented, principal);
  }

  /**
   * The next token of the same session after a further proof of the user's identity.
   *
   * @param methods what was proven, as values of {@code amr}
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the session has ended
   */
  public Uni<ReauthenticatedSession> reauthenticate(
      PresentedToken presented, Principal principal, Collection<String> methods) {
    return refresh.reauthenticate(presented, principal, methods);
  }

  /** The session as its owner sees it, read without the cache; empty where it has ended. */
  public Uni<Optional<CurrentSession>> find(String sessionId) {
    return store
        .find(sessionId)
        .map(
            row ->
                row.filter(session -> session.isActive(clock.instant(), config))
                    .map(CurrentSession::of));
  }

  /**
   * One page of a user's sessions, newest first, without expired ones.
   *
   * @param currentId the session of the request
   */
  public Uni<SessionList> list(
      String userId, String currentId, int limit, Optional<String> cursor) {
    String list = "sessions/" + userId;
    Optional<SessionPage.Position> after =
        cursor.map(given -> SessionPage.Position.parse(cursors.open(list, given)));
    return store
        .list(userId, Optional.of(limit), after)
        .map(
            page ->
                new SessionList(
                    page.sessions().stream()
                        .filter(session -> session.isActive(clock.instant(), config))
                        .map(session -> SessionSummary.of(session, currentId))
                        .toList(),
                    page.next().map(position -> cursors.seal(list, position.text())).orElse(null)));
  }

  /**
   * Ends a session. Its tokens are refused at once on this replica, and on other replicas when
   * their cache entry has expired.
   */
  public Uni<Void> end(String sessionId) {
    return cache.end(sessionId).replaceWithVoid();
  }

  /**
   * @param actor the administrator who ends it; empty for the user
   * @throws ApiException {@link ErrorCode#SESSION_NOT_FOUND} where the user has no such active
   *     session
   */
  public Uni<Void> end(String userId, String sessionId, Optional<String> actor) {
    if (sessionId.length() > ID_LENGTH) {
      throw ApiException.of(ErrorCode.SESSION_NOT_FOUND);
    }
    return store
        .find(sessionId)
        .map(
            row ->
                row.filter(session -> session.userId().equals(userId))
                    .filter(session -> session.isActive(clock.instant(), config))
                    .orElseThrow(() -> ApiException.of(ErrorCode.SESSION_NOT_FOUND)))
        .chain(session -> end(session.sessionId()))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.done(SecurityEventType.SESSION_END, userId)
                        .inSession(sessionId)
                        .by(actor.orElse(null))));
  }

  /** Ends all sessions of the caller except the current one. */
  Uni<Void> endOthersOf(Caller caller) {
    return endOthers(caller.userId(), caller.sessionId())
        .invoke(() -> trail.record(SecurityEvent.done(SecurityEventType.SESSIONS_END, caller)));
  }

  /** Ends every session of a user, after a suspension or an erasure. */
  public Uni<Void> endAll(String userId) {
    return endMatching(userId, null);
  }

  /** Ends every session of a user except {@code keep}, after a change of the password. */
  public Uni<Void> endOthers(String userId, String keep) {
    return endMatching(userId, keep);
  }

  /**
   * The write to the account decides: from then on no session is valid that was opened before. The
   * deletion of the rows follows. The index may not show a session that was opened a moment ago
   * yet, so the deletion is repeated in the background a little later. Sessions opened after this
   * call are kept.
   *
   * @param keep a session that does not end; null for none
   */
  private Uni<Void> endMatching(String userId, String keep) {
    Instant until = clock.instant();
    Predicate<Session> ended =
        session -> !session.sessionId().equals(keep) && !session.createdAt().isAfter(until);
    return validity
        .invalidate(userId, until, keep)
        .chain(() -> sweep(userId, ended, Optional.empty()))
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
                    .merge(MAX_CONCURRENT_DELETES)
                    .collect()
                    .asList()
                    .chain(
                        () ->
                            page.next().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : sweep(userId, ended, page.next())));
  }
}
