package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session of the caller, as an entry of a list.
 *
 * @param current whether this request was made in it
 * @param lastSeenAt the last request made in it, to about a minute
 */
public record SessionSummary(
    @JsonProperty("session_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String sessionId,
    @Schema(description = "Whether this request belongs to the session") boolean current,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.822Z") Instant createdAt,
    @JsonProperty("last_seen_at")
        @Schema(
            description = "Time of the latest request, accurate to about a minute",
            examples = "2026-11-20T11:02:51.004Z")
        Instant lastSeenAt,
    @JsonProperty("expires_at") @Schema(examples = "2026-11-21T09:34:04Z") Instant expiresAt,
    @Schema(examples = "Firefox on Linux", nullable = true) String device) {

  static SessionSummary of(Session session, String currentId) {
    return new SessionSummary(
        session.sessionId(),
        session.sessionId().equals(currentId),
        session.createdAt(),
        session.lastSeenAt(),
        session.expiresAt(),
        Device.displayName(session.device()));
  }
}
