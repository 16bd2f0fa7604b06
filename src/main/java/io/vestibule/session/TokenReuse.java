package io.vestibule.session;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityAct;
import io.vestibule.audit.SecurityEvent;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What follows when an outdated token comes back: two hold the session, and one of them stole it.
 * Nobody can tell which, so it ends for both (RFC 9700 section 4.14.2).
 */
@ApplicationScoped
class TokenReuse {
  private final SessionRows rows;
  private final AuditTrail trail;

  TokenReuse(SessionRows rows, AuditTrail trail) {
    this.rows = rows;
    this.trail = trail;
  }

  /**
   * @param address where the outdated token came from; null for the request being served
   */
  Uni<Void> punish(Session session, String address) {
    return rows.end(session.sessionId())
        .invoke(
            existed -> {
              if (existed) {
                trail.record(
                    SecurityEvent.of(SecurityAct.TOKEN_REUSE, Outcome.REFUSED, session.userId())
                        .inSession(session.sessionId())
                        .from(address));
              }
            })
        .replaceWithVoid();
  }
}
