package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.outbox.DeadMessage;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/admin/outbox}: {@code {"messages":[…],"next_cursor":…}}.
 *
 * @param messages newest first
 * @param nextCursor cursor of the next page; null on the last page
 */
public record DeadMessageList(
    List<DeadMessage> messages,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
