package io.vestibule.admin;

import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.usage.KeyState;
import io.vestibule.usage.UsageRequest;
import io.vestibule.usage.UserUsage;
import io.vestibule.web.ApiException;
import io.vestibule.web.CurrentCaller;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyCaller;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Counts usage of users for back ends. The first count of a service key for a user in a day is a
 * security event: one for each count would push the owner's events out of sight.
 */
@ApplicationScoped
class UserUsageService {
  private final CurrentCaller caller;
  private final UserUsage usage;
  private final AuditTrail trail;
  private final Cache recorded;

  UserUsageService(
      CurrentCaller caller,
      UserUsage usage,
      AuditTrail trail,
      @CacheName("usage-events") Cache recorded) {
    this.caller = caller;
    this.usage = usage;
    this.trail = trail;
    this.recorded = recorded;
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#ACCOUNT_SUSPENDED},
   *     {@link ErrorCode#QUOTA_EXCEEDED}, {@link ErrorCode#REQUEST_ID_REUSED}, {@link
   *     ErrorCode#CONFLICT}; nothing was counted
   */
  Uni<KeyState> count(String userId, UsageRequest request) {
    String actor =
        caller
            .serviceKey()
            .map(ServiceKeyCaller::actor)
            .orElseThrow(() -> ApiException.of(ErrorCode.FORBIDDEN));
    AdminService.refuseTooLong(userId);
    return usage.count(userId, request).call(() -> record(userId, actor));
  }

  private Uni<Void> record(String userId, String actor) {
    return recorded
        .get(
            actor + " " + userId,
            key -> {
              trail.record(SecurityEvent.done(SecurityEventType.USAGE_COUNT, userId).by(actor));
              return true;
            })
        .replaceWithVoid();
  }
}
