package io.vestibule.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A user's sessions, for export and erasure. */
@ApplicationScoped
class SessionPersonalData implements PersonalData {
  private static final int PAGE = 100;

  private final SessionStore store;
  private final SessionService sessions;

  SessionPersonalData(SessionStore store, SessionService sessions) {
    this.store = store;
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "sessions";
  }

  /** Sessions are erased first, so that nobody can add data while the rest is erased. */
  @Override
  public int order() {
    return 0;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store
        .list(userId, Optional.of(PAGE), from.map(SessionPage.Position::parse))
        .map(
            page ->
                new Page(
                    page.sessions().stream().map(SessionPersonalData::entry).toList(),
                    page.next().map(SessionPage.Position::text)));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return sessions.endAll(userId).replaceWith(true);
  }

  private static JsonNode entry(Session session) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("session_id", session.sessionId())
        .put("created_at", session.createdAt().toString())
        .put("expires_at", session.expiresAt().toString())
        .put("device", session.device());
  }
}
