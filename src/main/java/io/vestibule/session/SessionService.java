package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Opens, checks and ends sessions. Verified tokens are remembered by their hash, so a signature is
 * checked once; session rows are remembered for at most ten seconds, so the end of a session is
 * known everywhere within that time and at once where it was ended.
 */
@ApplicationScoped
public class SessionService {
  private static final Logger LOG = Logger.getLogger(SessionService.class);
  private static final int MAX_DEVICE = 200;
  private static final int ENDED_AT_ONCE = 8;
  private static final Duration INDEX_LAG = Duration.ofSeconds(5);

  private final SessionStore store;
  private final TokenIssuer issuer;
  private final TokenVerifier verifier;
  private final TokensConfig config;
  private final InstantSource clock;
  private final Cache rows;
  private final CaffeineCache verified;

  SessionService(
      SessionStore store,
      TokenIssuer issuer,
      TokenVerifier verifier,
      TokensConfig config,
      InstantSource clock,
      @CacheName("sessions") Cache rows,
      @CacheName("verified-tokens") Cache verified) {
    this.store = store;
    this.issuer = issuer;
    this.verifier = verifier;
    this.config = config;
    this.clock = clock;
    this.rows = rows;
    this.verified = verified.as(CaffeineCache.class);
  }

  /**
   * Begins a session and signs its first token. {@code device} is the client's User-Agent, or null.
   */
  public Uni<IssuedToken> open(Principal principal, Carrier carrier, String device) {
    Instant now = clock.instant();
    // The row keeps whole seconds, and so does a JWT: both end at the same moment.
    Instant expiresAt = now.plus(lifetime(carrier)).truncatedTo(ChronoUnit.SECONDS);
    Session session =
        new Session(
            UUID.randomUUID().toString(),
            principal.userId(),
            carrier,
            1,
            now,
            expiresAt,
            shorten(device));
    return store.create(session).map(stored -> issuer.issue(principal, session));
  }

  /**
   * The live session a token names, with what the token says.
   *
   * @throws AuthenticationFailedException where either is not, or no longer, good
   */
  Uni<Authenticated> authenticate(String token) {
    return verify(token)
        .chain(
            claims ->
                isExpired(claims)
                    ? Uni.createFrom().failure(new AuthenticationFailedException())
                    : live(claims));
  }

  /** The session as its owner sees it, read past the cache; empty where it ended. */
  public Uni<Optional<CurrentSession>> find(String sessionId) {
    return store
        .find(sessionId)
        .map(row -> row.filter(session -> session.isLive(clock.instant())).map(CurrentSession::of));
  }

  /**
   * Ends a session. Its tokens are refused from now on here, and elsewhere when the row's cache
   * entry is gone.
   */
  public Uni<Void> end(String sessionId) {
    return store.delete(sessionId).chain(() -> rows.invalidate(sessionId));
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

  private Uni<Authenticated> live(TokenClaims claims) {
    return rows.getAsync(claims.sessionId(), store::find)
        .map(
            row ->
                row.filter(session -> session.isLive(clock.instant()))
                    .filter(session -> session.userId().equals(claims.userId()))
                    .filter(session -> session.generation() == claims.generation())
                    .map(session -> new Authenticated(claims, session))
                    .orElseThrow(AuthenticationFailedException::new));
  }

  private Duration lifetime(Carrier carrier) {
    return carrier == Carrier.COOKIE ? config.cookieLifetime() : config.bearerLifetime();
  }

  private static String shorten(String device) {
    return device == null || device.length() <= MAX_DEVICE
        ? device
        : device.substring(0, MAX_DEVICE);
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
