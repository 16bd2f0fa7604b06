package io.vestibule.servicekey;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Caches service keys for at most ten seconds. A change takes effect on every replica within that
 * time, and at once on the replica that made it.
 */
@ApplicationScoped
class ServiceKeyCache {
  private final ServiceKeyStore store;
  private final InstantSource clock;
  private final Cache cache;

  ServiceKeyCache(
      ServiceKeyStore store, InstantSource clock, @CacheName("service-keys") Cache cache) {
    this.store = store;
    this.clock = clock;
    this.cache = cache;
  }

  /**
   * The key to which the secret belongs; empty if there is none. A secret that the cached row does
   * not know may come from a rotation on another replica a moment ago, so the row is read again.
   */
  Uni<Optional<ServiceKey>> find(ServiceKeySecret secret) {
    Instant now = clock.instant();
    String id = secret.keyId();
    return cached(id)
        .chain(
            found ->
                found.filter(row -> !row.accepts(secret, now)).isPresent()
                    ? forget(id).chain(() -> cached(id))
                    : Uni.createFrom().item(found))
        .map(found -> found.filter(row -> row.accepts(secret, now)).map(StoredServiceKey::key));
  }

  Uni<Void> forget(String id) {
    return cache.invalidate(id);
  }

  private Uni<Optional<StoredServiceKey>> cached(String id) {
    return cache.getAsync(id, store::find);
  }
}
