package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** A session as its owner sees it. */
public record CurrentSession(
    @JsonProperty("session_id") String sessionId,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("expires_at") Instant expiresAt,
    String device) {
  static CurrentSession of(Session session) {
    return new CurrentSession(
        session.sessionId(),
        session.createdAt(),
        session.expiresAt(),
        Device.named(session.device()));
  }
}
