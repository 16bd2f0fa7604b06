package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.webhook.WebhookDelivery;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/admin/webhooks/{id}/deliveries}.
 *
 * @param deliveries newest first
 */
public record WebhookDeliveryList(
    List<WebhookDelivery> deliveries,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
