package io.vestibule.webhook;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Caches the endpoints for at most ten seconds: a change takes effect on every replica within that
 * time, and at once on the replica that made it. A replica without events reads nothing.
 */
@ApplicationScoped
class EndpointCache {
  private static final String ALL = "all";

  private final EndpointStore store;
  private final Cache cache;

  EndpointCache(EndpointStore store, @CacheName("webhooks") Cache cache) {
    this.store = store;
    this.cache = cache;
  }

  Uni<List<WebhookEndpoint>> list() {
    return cache.getAsync(ALL, all -> store.list());
  }

  Uni<Optional<WebhookEndpoint>> find(String id) {
    return list().map(all -> all.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst());
  }

  /** As {@link #find}, but what seems to be missing or disabled is read from the table. */
  Uni<Optional<WebhookEndpoint>> findSurely(String id) {
    return find(id)
        .chain(
            cached ->
                cached.filter(WebhookEndpoint::enabled).isPresent()
                    ? Uni.createFrom().item(cached)
                    : store.find(id));
  }

  Uni<Void> invalidate() {
    return cache.invalidate(ALL);
  }
}
