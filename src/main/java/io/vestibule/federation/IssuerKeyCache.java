package io.vestibule.federation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Caches the keys of one issuer and fetches them on demand. Concurrent requests share one fetch.
 * Fetches are at least {@link FederationConfig#refetchFloor} apart. Cached keys stay in use while
 * the issuer cannot be reached.
 */
final class IssuerKeyCache {
  private static final Logger LOG = Logger.getLogger(IssuerKeyCache.class);

  private record Cached(KeySet keys, Instant fetchedAt) {}

  private final String name;
  private final Supplier<Uni<KeySet>> source;
  private final FederationConfig config;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  private volatile Cached cached;
  private Instant lastAttempt = Instant.EPOCH;
  private boolean lastFailed;
  private Uni<KeySet> fetching;

  IssuerKeyCache(
      String name,
      Supplier<Uni<KeySet>> source,
      FederationConfig config,
      InstantSource clock,
      MeterRegistry metrics) {
    this.name = name;
    this.source = source;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
    Gauge.builder("vestibule.issuer.keys", this, IssuerKeyCache::count)
        .description(
            "Cached keys of an issuer; 0 before its first token and while none can be fetched")
        .tag("issuer", name)
        .register(metrics);
    // Both from the start: an alarm watches the failures grow from zero.
    fetches("done");
    fetches("failed");
  }

  /**
   * The key that a token names; empty if the issuer publishes no such key.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} if the issuer does not answer and the cache
   *     does not hold the key
   */
  Uni<Optional<IssuerKey>> find(Optional<String> keyId, String algorithm) {
    Optional<IssuerKey> found = findCached(keyId, algorithm);
    if (found.isPresent()) {
      if (isStale()) {
        fetch().ifPresent(IssuerKeyCache::inBackground);
      }
      return Uni.createFrom().item(found);
    }
    return fetch()
        .map(fetched -> fetched.map(keys -> keys.find(keyId, algorithm)))
        .orElseGet(() -> findAfterRecentFetch(keyId, algorithm));
  }

  /** Another request's fetch may have ended after this request looked into the cache. */
  private Uni<Optional<IssuerKey>> findAfterRecentFetch(Optional<String> keyId, String algorithm) {
    Optional<IssuerKey> found = findCached(keyId, algorithm);
    boolean undecided = found.isEmpty() && (usable().isEmpty() || lastFailed());
    return undecided ? Uni.createFrom().failure(this::unavailable) : Uni.createFrom().item(found);
  }

  private Optional<IssuerKey> findCached(Optional<String> keyId, String algorithm) {
    return usable().flatMap(keys -> keys.find(keyId, algorithm));
  }

  private Optional<KeySet> usable() {
    Cached current = cached;
    return current == null || isOlder(current, config.keysUsableFor())
        ? Optional.empty()
        : Optional.of(current.keys());
  }

  private boolean isStale() {
    Cached current = cached;
    return current != null && isOlder(current, config.keysFreshFor());
  }

  private boolean isOlder(Cached keys, Duration age) {
    return clock.instant().isAfter(keys.fetchedAt().plus(age));
  }

  /** The fetch in progress, or a new one; empty if the last one was too recent. */
  private synchronized Optional<Uni<KeySet>> fetch() {
    if (fetching == null) {
      Instant now = clock.instant();
      if (now.isBefore(lastAttempt.plus(config.refetchFloor()))) {
        return Optional.empty();
      }
      lastAttempt = now;
      fetching =
          source
              .get()
              .onItemOrFailure()
              .invoke(this::onFetched)
              .onFailure()
              .transform(failure -> unavailable())
              .memoize()
              .indefinitely();
    }
    return Optional.of(VertxContext.resume(fetching));
  }

  private Counter fetches(String outcome) {
    return metrics.counter("vestibule.issuer.fetches", "issuer", name, "outcome", outcome);
  }

  private synchronized void onFetched(KeySet keys, Throwable failure) {
    fetching = null;
    lastFailed = failure != null;
    fetches(lastFailed ? "failed" : "done").increment();
    if (lastFailed) {
      LOG.warnf(
          "Keys of issuer %s cannot be fetched (%s: %s); %s",
          name,
          failure.getClass().getSimpleName(),
          failure.getMessage(),
          usable().isPresent()
              ? "the cached keys stay in use"
              : "its tokens are answered with 503");
    } else {
      LOG.infof("Fetched %2$d keys of issuer %1$s", name, keys.size());
      cached = new Cached(keys, clock.instant());
    }
  }

  private synchronized boolean lastFailed() {
    return lastFailed;
  }

  private synchronized ApiException unavailable() {
    Duration wait = Duration.between(clock.instant(), lastAttempt.plus(config.refetchFloor()));
    return ApiException.later(ErrorCode.UNAVAILABLE, wait.plusSeconds(1));
  }

  private double count() {
    return usable().map(KeySet::size).orElse(0);
  }

  private static void inBackground(Uni<KeySet> fetch) {
    fetch.subscribe().with(fetched -> {}, logged -> {});
  }
}
