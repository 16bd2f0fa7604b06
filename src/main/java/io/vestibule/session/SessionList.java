package io.vestibule.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * Answer of {@code GET /api/auth/sessions}.
 *
 * @param sessions newest first
 * @param nextCursor for the following page; null on the last
 */
public record SessionList(List<Entry> sessions, @JsonProperty("next_cursor") String nextCursor) {

  /**
   * A session of the caller.
   *
   * @param current whether this request was made in it
   * @param lastSeenAt the last request made in it, to about a minute
   */
  public record Entry(
      @JsonProperty("session_id") String sessionId,
      boolean current,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("last_seen_at") Instant lastSeenAt,
      @JsonProperty("expires_at") Instant expiresAt,
      String device) {

    static Entry of(Session session, String currentId) {
      return new Entry(
          session.sessionId(),
          session.sessionId().equals(currentId),
          session.createdAt(),
          session.lastSeenAt(),
          session.expiresAt(),
          Device.named(session.device()));
    }
  }
}
