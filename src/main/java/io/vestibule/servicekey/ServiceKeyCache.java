package io.vestibule.servicekey;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Caches all service keys for at most ten seconds. A change takes effect on every replica within
 * that time, and at once on the replica that made it.
 *
 * <p>A secret that the cached keys do not have may come from a creation or rotation on another
 * replica a moment ago, so the keys are read again. The secrets that wait share that read, and at
 * most four start in a second: whoever guesses costs the table no more than that, however many
 * guesses arrive.
 */
@ApplicationScoped
class ServiceKeyCache {
  private static final String ALL = "all";
  private static final Duration BETWEEN_READS = Duration.ofMillis(250);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  private final ServiceKeyStore store;
  private final InstantSource clock;
  private final Cache cache;

  private Uni<Map<String, StoredServiceKey>> nextRead;
  private long lastRead = System.nanoTime() - BETWEEN_READS.toNanos();

  ServiceKeyCache(
      ServiceKeyStore store, InstantSource clock, @CacheName("service-keys") Cache cache) {
    this.store = store;
    this.clock = clock;
    this.cache = cache;
  }

  /** The key to which the secret belongs; empty if there is none. */
  Uni<Optional<ServiceKey>> find(ServiceKeySecret secret) {
    Instant now = clock.instant();
    return cached()
        .map(keys -> find(keys, secret, now))
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : VertxContext.resume(Uni.createFrom().deferred(this::readAgain))
                        .map(keys -> find(keys, secret, now)));
  }

  Uni<Void> forgetAll() {
    return cache.invalidateAll();
  }

  private static Optional<ServiceKey> find(
      Map<String, StoredServiceKey> keys, ServiceKeySecret secret, Instant now) {
    return Optional.ofNullable(keys.get(secret.keyId()))
        .filter(row -> row.accepts(secret, now))
        .map(StoredServiceKey::key);
  }

  private Uni<Map<String, StoredServiceKey>> cached() {
    return cache.getAsync(ALL, all -> store.all());
  }

  /** The next read, which has not started yet. */
  private synchronized Uni<Map<String, StoredServiceKey>> readAgain() {
    if (nextRead == null) {
      long wait = lastRead + BETWEEN_READS.toNanos() - System.nanoTime();
      Uni<Void> pause = Uni.createFrom().voidItem();
      // Vert.x refuses to wait for less than a millisecond, and the refusal would be remembered.
      nextRead =
          (wait <= 0
                  ? pause
                  : pause.onItem().delayIt().by(Duration.ofNanos(wait).plus(SHORTEST_PAUSE)))
              .invoke(this::startRead)
              .chain(this::forgetAll)
              .chain(this::cached)
              .memoize()
              .indefinitely();
    }
    return nextRead;
  }

  private synchronized void startRead() {
    nextRead = null;
    lastRead = System.nanoTime();
  }
}
