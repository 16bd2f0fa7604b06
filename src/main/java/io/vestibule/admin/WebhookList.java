package io.vestibule.admin;

import io.vestibule.webhook.Webhook;
import java.util.List;

/** Response of {@code GET /api/admin/webhooks}: all endpoints, the oldest first. */
public record WebhookList(List<Webhook> webhooks) {}
