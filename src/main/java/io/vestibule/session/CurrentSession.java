package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session as its owner sees it.
 *
 * @param sessionId null where the token is another issuer's: it has no session here
 */
public record CurrentSession(
    @JsonProperty("session_id") @Schema(examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String sessionId,
    @JsonProperty("created_at") @Schema(examples = "2026-11-20T09:34:04.822Z") Instant createdAt,
    @JsonProperty("expires_at") @Schema(examples = "2026-11-21T09:34:04Z") Instant expiresAt,
    @Schema(examples = "curl/7.88.1") String device) {
  static CurrentSession of(Session session) {
    return new CurrentSession(
        session.sessionId(),
        session.createdAt(),
        session.expiresAt(),
        Device.named(session.device()));
  }
}
