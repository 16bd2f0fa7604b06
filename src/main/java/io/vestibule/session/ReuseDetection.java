package io.vestibule.session;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Revokes a session when an outdated token of it is used again. Two clients then hold the session
 * and one of them stole it; the service cannot tell which, so the session ends for both (RFC 9700
 * section 4.14.2).
 */
@ApplicationScoped
class ReuseDetection {
  private final SessionCache cache;
  private final AuditTrail trail;

  ReuseDetection(SessionCache cache, AuditTrail trail) {
    this.cache = cache;
    this.trail = trail;
  }

  /**
   * @param address the client address that sent the outdated token; null for that of the current
   *     request
   */
  Uni<Void> revoke(Session session, String address) {
    return cache
        .end(session.sessionId())
        .invoke(
            existed -> {
              if (existed) {
                trail.record(
                    SecurityEvent.of(
                            SecurityEventType.TOKEN_REUSE, Outcome.REFUSED, session.userId())
                        .inSession(session.sessionId())
                        .from(address));
              }
            })
        .replaceWithVoid();
  }
}
