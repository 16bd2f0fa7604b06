package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.outbox.DeadMessages;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Messages that were not delivered, for administrators. */
@ApplicationScoped
class OutboxAdminService {
  private final AdminService admins;
  private final DeadMessages messages;
  private final AuditTrail trail;

  OutboxAdminService(AdminService admins, DeadMessages messages, AuditTrail trail) {
    this.admins = admins;
    this.messages = messages;
    this.trail = trail;
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR}
   */
  Uni<DeadMessageList> list(Caller admin, int limit, Optional<String> cursor) {
    return admins
        .requireAdmin(admin)
        .chain(() -> messages.page(limit, cursor))
        .map(page -> new DeadMessageList(page.messages(), page.nextCursor().orElse(null)));
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if there is no such dead message
   */
  Uni<Void> replay(Caller admin, String id) {
    return admins
        .requireAdmin(admin)
        .chain(() -> messages.replay(id))
        .invoke(
            () ->
                trail.record(
                    SecurityEvent.ofUnknownUser(SecurityEventType.MESSAGE_REPLAY, Outcome.DONE)
                        .by(admin.userId())));
  }
}
