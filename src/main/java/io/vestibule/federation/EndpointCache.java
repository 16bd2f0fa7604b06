package io.vestibule.federation;

import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Caches the endpoints of one provider. Concurrent requests share one fetch. Cached endpoints stay
 * in use while the discovery document cannot be fetched.
 */
final class EndpointCache {
  private static final Logger LOG = Logger.getLogger(EndpointCache.class);

  private record Cached(ProviderEndpoints endpoints, Instant fetchedAt) {}

  private final String name;
  private final IssuerDiscovery discovery;
  private final FederationConfig config;
  private final InstantSource clock;

  private volatile Cached cached;
  private Uni<ProviderEndpoints> fetching;

  EndpointCache(
      String name, IssuerDiscovery discovery, FederationConfig config, InstantSource clock) {
    this.name = name;
    this.discovery = discovery;
    this.config = config;
    this.clock = clock;
  }

  /** The endpoints; fails if they are not cached and cannot be fetched. */
  Uni<ProviderEndpoints> find() {
    Cached current = cached;
    if (current != null && !isOlder(current, config.keysFreshFor())) {
      return Uni.createFrom().item(current.endpoints());
    }
    Uni<ProviderEndpoints> fetched = fetch();
    return current == null || isOlder(current, config.keysUsableFor())
        ? fetched
        : fetched.onFailure().recoverWithItem(current.endpoints());
  }

  private boolean isOlder(Cached endpoints, Duration age) {
    return clock.instant().isAfter(endpoints.fetchedAt().plus(age));
  }

  private synchronized Uni<ProviderEndpoints> fetch() {
    if (fetching == null) {
      fetching =
          discovery
              .fetch()
              .map(discovery::endpoints)
              .onItemOrFailure()
              .invoke(this::onFetched)
              .memoize()
              .indefinitely();
    }
    return VertxContext.resume(fetching);
  }

  private synchronized void onFetched(ProviderEndpoints endpoints, Throwable failure) {
    fetching = null;
    if (failure != null) {
      LOG.warnf(
          "The discovery document of issuer %s cannot be used (%s: %s)",
          name, failure.getClass().getSimpleName(), failure.getMessage());
    } else {
      cached = new Cached(endpoints, clock.instant());
    }
  }
}
