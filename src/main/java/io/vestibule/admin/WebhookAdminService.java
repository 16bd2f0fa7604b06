package io.vestibule.admin;

import io.smallrye.mutiny.Uni;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.session.FreshAuthentication;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import io.vestibule.webhook.NewWebhookSecret;
import io.vestibule.webhook.Webhook;
import io.vestibule.webhook.WebhookChange;
import io.vestibule.webhook.WebhookDeliveries;
import io.vestibule.webhook.WebhookSent;
import io.vestibule.webhook.WebhookService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Webhook endpoints, for administrators. Every change is in the audit trail and needs a recent
 * proof of the administrator's identity: an endpoint is told about all users, and without it an
 * attack is reported to nobody. Tests and replays send events only where they go anyway.
 */
@ApplicationScoped
class WebhookAdminService {
  private final AdminService admins;
  private final FreshAuthentication fresh;
  private final WebhookService webhooks;
  private final WebhookDeliveries deliveries;
  private final AuditTrail trail;

  WebhookAdminService(
      AdminService admins,
      FreshAuthentication fresh,
      WebhookService webhooks,
      WebhookDeliveries deliveries,
      AuditTrail trail) {
    this.admins = admins;
    this.fresh = fresh;
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.trail = trail;
  }

  Uni<WebhookList> list(Caller admin) {
    return admins.requireAdmin(admin).chain(webhooks::list).map(WebhookList::new);
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  Uni<Webhook> find(Caller admin, String id) {
    return admins.requireAdmin(admin).chain(() -> webhooks.find(id));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     WebhookService#create}
   */
  Uni<NewWebhookSecret> create(Caller admin, WebhookChange requested) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> webhooks.create(requested))
        .invoke(() -> record(admin, SecurityEventType.WEBHOOK_CHANGE));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     WebhookService#change}
   */
  Uni<Webhook> change(Caller admin, String id, WebhookChange requested) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> webhooks.change(id, requested))
        .invoke(() -> record(admin, SecurityEventType.WEBHOOK_CHANGE));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}, {@link ErrorCode#NOT_FOUND}
   */
  Uni<Void> delete(Caller admin, String id) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> webhooks.delete(id))
        .invoke(() -> record(admin, SecurityEventType.WEBHOOK_CHANGE));
  }

  /**
   * @throws ApiException {@link ErrorCode#REAUTHENTICATION_REQUIRED}; otherwise as {@link
   *     WebhookService#rotate}
   */
  Uni<NewWebhookSecret> rotate(Caller admin, String id, Duration overlap) {
    return admins
        .requireAdmin(admin)
        .invoke(() -> fresh.require(admin))
        .chain(() -> webhooks.rotate(id, overlap))
        .invoke(() -> record(admin, SecurityEventType.WEBHOOK_CHANGE));
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  Uni<WebhookSent> test(Caller admin, String id) {
    return admins.requireAdmin(admin).chain(() -> deliveries.test(id, admin.userId()));
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_CURSOR}
   */
  Uni<WebhookDeliveryList> deliveries(Caller admin, String id, int limit, Optional<String> cursor) {
    return admins
        .requireAdmin(admin)
        .chain(() -> deliveries.page(id, limit, cursor))
        .map(page -> new WebhookDeliveryList(page.deliveries(), page.nextCursor().orElse(null)));
  }

  /**
   * @throws ApiException {@link ErrorCode#NOT_FOUND}
   */
  Uni<WebhookSent> replay(Caller admin, String id, String deliveryId) {
    return admins
        .requireAdmin(admin)
        .chain(() -> deliveries.replay(id, deliveryId))
        .invoke(() -> record(admin, SecurityEventType.MESSAGE_REPLAY));
  }

  private void record(Caller admin, SecurityEventType act) {
    trail.record(SecurityEvent.ofUnknownUser(act, Outcome.DONE).by(admin.userId()));
  }
}
