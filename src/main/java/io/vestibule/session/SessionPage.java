package io.vestibule.session;

import java.util.List;
import java.util.Optional;

/**
 * One page of a user's sessions.
 *
 * @param sessions newest first
 * @param next where the next page starts; empty after the last page
 */
record SessionPage(List<Session> sessions, Optional<Position> next) {

  /** The last session of a page, by the keys of the index. */
  record Position(String createdAt, String sessionId) {
    /** {@code 2026-11-20T10:00:00.123Z/<session_id>}. */
    String text() {
      return createdAt + "/" + sessionId;
    }

    /** Reverses {@link #text}. */
    static Position parse(String text) {
      int slash = text.indexOf('/');
      return new Position(text.substring(0, slash), text.substring(slash + 1));
    }
  }
}
