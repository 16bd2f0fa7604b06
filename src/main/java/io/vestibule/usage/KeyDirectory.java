package io.vestibule.usage;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The named keys that this server has read, by the hash of their secret. An entry may be outdated:
 * every count and every refusal compares its version with the meter's, so a change of a key applies
 * to the next call.
 */
@ApplicationScoped
class KeyDirectory {
  private final ApiKeyStore store;
  private final MeterLocation meters;
  private final EndedKeys ended;
  private final CaffeineCache cache;

  KeyDirectory(
      ApiKeyStore store,
      MeterLocation meters,
      EndedKeys ended,
      @CacheName("api-keys") Cache cache) {
    this.store = store;
    this.meters = meters;
    this.ended = ended;
    this.cache = cache.as(CaffeineCache.class);
  }

  /** The named key with this secret, if this server has read it. */
  Optional<PresentedKey> cached(String digest) {
    CompletableFuture<PresentedKey> known = cache.getIfPresent(digest);
    return known == null ? Optional.empty() : Optional.ofNullable(known.getNow(null));
  }

  /** Reads the key again; empty if it, or its account, does not exist. */
  Uni<Optional<PresentedKey>> load(String digest, String userId, String keyId) {
    return Uni.combine()
        .all()
        .unis(store.find(userId, keyId), meters.find(userId))
        .asTuple()
        .map(
            both ->
                both.getItem1()
                    .flatMap(key -> both.getItem2().map(meter -> new PresentedKey(key, meter))))
        .call(
            found -> found.map(key -> keep(digest, key)).orElseGet(() -> cache.invalidate(digest)));
  }

  /** The key with this secret has ended: forgets it and deletes what is left of it. */
  Uni<Void> end(String digest, ApiKey key) {
    return cache.invalidate(digest).chain(() -> ended.delete(key, digest));
  }

  private Uni<Void> keep(String digest, PresentedKey key) {
    cache.put(digest, CompletableFuture.completedFuture(key));
    return Uni.createFrom().voidItem();
  }
}
