package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/user/security-events}: {@code
 * {"events":[{"time":…,"act":"login","outcome":"done",…}],"next_cursor":…}}.
 *
 * @param events newest first
 * @param nextCursor cursor of the next page; null on the last page
 */
public record SecurityEventList(
    List<RecordedEvent> events,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
