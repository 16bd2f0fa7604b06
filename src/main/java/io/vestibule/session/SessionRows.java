package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Session rows, remembered for at most ten seconds: the end of a session is known everywhere within
 * that time and at once where it was ended.
 */
@ApplicationScoped
class SessionRows {
  private final SessionStore store;
  private final Cache cache;

  SessionRows(SessionStore store, @CacheName("sessions") Cache cache) {
    this.store = store;
    this.cache = cache;
  }

  /**
   * The session as a token of that generation needs to see it. A token that is newer than the
   * remembered row was made by another replica a moment ago: the row is read again.
   */
  Uni<Optional<Session>> find(String sessionId, long tokenGeneration) {
    return cached(sessionId)
        .chain(
            known ->
                known.filter(session -> session.generation() < tokenGeneration).isPresent()
                    ? forget(sessionId).chain(() -> cached(sessionId))
                    : Uni.createFrom().item(known));
  }

  /** To be read anew the next time. Whoever is reading it just now is not remembered either. */
  Uni<Void> forget(String sessionId) {
    return cache.invalidate(sessionId);
  }

  /** Removes the row; false where there was none. */
  Uni<Boolean> end(String sessionId) {
    return store.delete(sessionId).chain(existed -> forget(sessionId).replaceWith(existed));
  }

  private Uni<Optional<Session>> cached(String sessionId) {
    return cache.getAsync(sessionId, store::find);
  }
}
