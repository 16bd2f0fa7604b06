package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Keeps {@code last_seen_at} of sessions: at most once a minute each, behind the request's back,
 * and with few writes under way at a time. It is for people to look at; a lost one does no harm.
 */
@ApplicationScoped
class LastSeen {
  private static final Logger LOG = Logger.getLogger(LastSeen.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int AT_ONCE = 64;

  private final SessionStore store;
  private final InstantSource clock;
  private final CaffeineCache noted;
  private final Semaphore free = new Semaphore(AT_ONCE);

  LastSeen(SessionStore store, InstantSource clock, @CacheName("last-seen") Cache noted) {
    this.store = store;
    this.clock = clock;
    this.noted = noted.as(CaffeineCache.class);
  }

  /** A request was made in that session. */
  void note(Session session) {
    Instant now = clock.instant();
    if (now.isBefore(session.lastSeenAt().plus(INTERVAL))
        || noted.getIfPresent(session.sessionId()) != null
        || !free.tryAcquire()) {
      return;
    }
    noted.put(session.sessionId(), CompletableFuture.completedFuture(now));
    store
        .seen(session.sessionId(), now)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onTermination()
        .invoke(() -> free.release())
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.debugf("last_seen_at not written: %s", failure.getClass().getSimpleName()));
  }
}
