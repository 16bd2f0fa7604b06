package io.vestibule.servicekey;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Updates {@code last_used_at} of service keys in the background, at most once a minute for a key
 * and replica. The time is informative; a lost update is made up by the next request.
 */
@ApplicationScoped
class LastUseTracker {
  private static final Logger LOG = Logger.getLogger(LastUseTracker.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ServiceKeyStore store;
  private final InstantSource clock;
  private final CaffeineCache recentlyUpdated;

  LastUseTracker(
      ServiceKeyStore store,
      InstantSource clock,
      @CacheName("service-key-use") Cache recentlyUpdated) {
    this.store = store;
    this.clock = clock;
    this.recentlyUpdated = recentlyUpdated.as(CaffeineCache.class);
  }

  void recordUse(ServiceKey key) {
    Instant now = clock.instant();
    if (key.lastUsedAt().filter(last -> now.isBefore(last.plus(INTERVAL))).isPresent()
        || recentlyUpdated.getIfPresent(key.id()) != null) {
      return;
    }
    recentlyUpdated.put(key.id(), CompletableFuture.completedFuture(now));
    store
        .touch(key.id(), now)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.debugf("last_used_at not written: %s", failure.getClass().getSimpleName()));
  }
}
