package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/auth/sessions}.
 *
 * @param sessions newest first
 * @param nextCursor cursor of the next page; null on the last page
 */
public record SessionList(
    List<SessionSummary> sessions,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
