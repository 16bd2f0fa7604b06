package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Caches session rows for at most ten seconds. The end of a session takes effect on every replica
 * within that time, and at once on the replica that ended it.
 */
@ApplicationScoped
class SessionCache {
  private final SessionStore store;
  private final Cache cache;

  SessionCache(SessionStore store, @CacheName("sessions") Cache cache) {
    this.store = store;
    this.cache = cache;
  }

  /**
   * The session, at least as new as the given token generation. A token newer than the cached row
   * was issued by another replica a moment ago, so the row is read again.
   */
  Uni<Optional<Session>> find(String sessionId, long tokenGeneration) {
    return cached(sessionId)
        .chain(
            cached ->
                cached.filter(session -> session.generation() < tokenGeneration).isPresent()
                    ? invalidate(sessionId).chain(() -> cached(sessionId))
                    : Uni.createFrom().item(cached));
  }

  /** Removes the cached row. A read that is in progress is not cached either. */
  Uni<Void> invalidate(String sessionId) {
    return cache.invalidate(sessionId);
  }

  /** Deletes the session; false where there was none. */
  Uni<Boolean> end(String sessionId) {
    return store.delete(sessionId).chain(existed -> invalidate(sessionId).replaceWith(existed));
  }

  private Uni<Optional<Session>> cached(String sessionId) {
    return cache.getAsync(sessionId, store::find);
  }
}
