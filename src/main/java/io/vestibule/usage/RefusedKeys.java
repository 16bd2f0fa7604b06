package io.vestibule.usage;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.cache.CaffeineCache;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys whose last use on this server was refused by a limit. DynamoDB charges a failed
 * conditional write like a successful one, so their next uses first read the meter, and all uses
 * that wait share one read. A client that does not stop calls costs its account 50 reads a second
 * and server at most, and the other keys of the account keep working. The read starts after the use
 * arrived, so a raised limit applies at once.
 */
@ApplicationScoped
class RefusedKeys {
  /** Before a read; uses that arrive meanwhile share it. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final MeterStore meters;
  private final CaffeineCache refused;
  private final Map<String, Uni<Optional<StoredKey>>> reads = new ConcurrentHashMap<>();

  RefusedKeys(MeterStore meters, @CacheName("refused-keys") Cache refused) {
    this.meters = meters;
    this.refused = refused.as(CaffeineCache.class);
  }

  boolean contains(PresentedKey key) {
    return refused.getIfPresent(name(key)) != null;
  }

  void add(PresentedKey key) {
    refused.put(name(key), CompletableFuture.completedFuture(true));
  }

  Uni<Void> remove(PresentedKey key) {
    return contains(key) ? refused.invalidate(name(key)) : Uni.createFrom().voidItem();
  }

  /** What is stored under that hash, read consistently after the call. */
  Uni<Optional<StoredKey>> look(String meter) {
    return VertxContext.resume(
        Uni.createFrom().deferred(() -> reads.computeIfAbsent(meter, this::read)));
  }

  private Uni<Optional<StoredKey>> read(String meter) {
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(PAUSE)
        .chain(
            () -> {
              // Before the read starts: a use that arrives from now on needs another one.
              reads.remove(meter);
              return meters.look(meter);
            })
        .memoize()
        .indefinitely();
  }

  private static String name(PresentedKey key) {
    return key.meter() + ":" + key.id();
  }
}
