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
 * Updates {@code last_seen_at} of sessions in the background: at most once a minute for a session,
 * and with a limited number of concurrent writes. The time is informative and the base of the
 * inactivity timeout; a lost update is made up by the next request.
 */
@ApplicationScoped
class LastSeenTracker {
  private static final Logger LOG = Logger.getLogger(LastSeenTracker.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int MAX_CONCURRENT_WRITES = 64;

  private final SessionStore store;
  private final InstantSource clock;
  private final CaffeineCache recentlyUpdated;
  private final Semaphore permits = new Semaphore(MAX_CONCURRENT_WRITES);

  LastSeenTracker(
      SessionStore store, InstantSource clock, @CacheName("last-seen") Cache recentlyUpdated) {
    this.store = store;
    this.clock = clock;
    this.recentlyUpdated = recentlyUpdated.as(CaffeineCache.class);
  }

  /** Records that a request was made in the session. */
  void recordUse(Session session) {
    Instant now = clock.instant();
    if (now.isBefore(session.lastSeenAt().plus(INTERVAL))
        || recentlyUpdated.getIfPresent(session.sessionId()) != null
        || !permits.tryAcquire()) {
      return;
    }
    recentlyUpdated.put(session.sessionId(), CompletableFuture.completedFuture(now));
    store
        .touch(session.sessionId(), now)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onTermination()
        .invoke(() -> permits.release())
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.debugf("last_seen_at not written: %s", failure.getClass().getSimpleName()));
  }
}
