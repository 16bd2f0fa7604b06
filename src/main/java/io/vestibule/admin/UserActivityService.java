package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.ApiTokenService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventList;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.session.SessionList;
import io.vestibule.session.SessionService;
import io.vestibule.usage.UsageReport;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What administrators see of a user's activity, and the sessions that they end. */
@ApplicationScoped
class UserActivityService {
  private final AdminService admin;
  private final SessionService sessions;
  private final ApiTokenService apiTokens;
  private final AuditTrail trail;

  UserActivityService(
      AdminService admin, SessionService sessions, ApiTokenService apiTokens, AuditTrail trail) {
    this.admin = admin;
    this.sessions = sessions;
    this.apiTokens = apiTokens;
    this.trail = trail;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_CURSOR}
   */
  Uni<SecurityEventList> events(Caller caller, String userId, int limit, Optional<String> cursor) {
    return admin
        .find(caller, userId)
        .chain(() -> trail.page(userId, limit, cursor))
        .map(page -> new SecurityEventList(page.events(), page.nextCursor().orElse(null)));
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#INVALID_CURSOR}
   */
  Uni<SessionList> sessions(Caller caller, String userId, int limit, Optional<String> cursor) {
    return admin
        .find(caller, userId)
        .chain(() -> sessions.list(userId, caller.sessionId(), limit, cursor));
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<Void> endSessions(Caller caller, String userId) {
    return admin
        .find(caller, userId)
        .chain(() -> sessions.endAll(userId))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.done(SecurityEventType.SESSIONS_END, userId)
                        .by(caller.userId())));
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#SESSION_NOT_FOUND}
   */
  Uni<Void> endSession(Caller caller, String userId, String sessionId) {
    return admin
        .find(caller, userId)
        .chain(() -> sessions.end(userId, sessionId, Optional.of(caller.userId())));
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<UsageReport> usage(Caller caller, String userId) {
    return admin.find(caller, userId).chain(() -> apiTokens.report(userId));
  }
}
