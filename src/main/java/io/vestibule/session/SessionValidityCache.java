package io.vestibule.session;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * Caches the {@link SessionValidity} of accounts for at most ten seconds. A suspension or a changed
 * password takes effect on every replica within that time even if the deletion of the session rows
 * was interrupted.
 */
@ApplicationScoped
class SessionValidityCache {
  private final SessionValiditySource source;
  private final Cache cache;

  SessionValidityCache(SessionValiditySource source, @CacheName("session-validity") Cache cache) {
    this.source = source;
    this.cache = cache;
  }

  Uni<SessionValidity> find(String userId) {
    return cache.getAsync(userId, source::find);
  }

  /** Invalidates all sessions opened until the given time except {@code keptSessionId}. */
  Uni<Void> invalidate(String userId, Instant until, String keptSessionId) {
    return source.invalidate(userId, until, keptSessionId).chain(() -> forget(userId));
  }

  /**
   * Removes the cached entry, for example after a login: an entry from before a suspension was
   * lifted would refuse the new session.
   */
  Uni<Void> forget(String userId) {
    return cache.invalidate(userId);
  }
}
