package io.vestibule.passkey;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The passkeys of a user, for export and erasure. The export has no keys and no wraps. */
@ApplicationScoped
class PasskeyPersonalData implements PersonalData {
  private final PasskeyStore store;
  private final PasskeyProviders providers;

  PasskeyPersonalData(PasskeyStore store, PasskeyProviders providers) {
    this.store = store;
    this.providers = providers;
  }

  @Override
  public String name() {
    return "passkeys";
  }

  /** Directly after the sessions, because a passkey gives access. */
  @Override
  public int order() {
    return 4;
  }

  /** All on one page: an account has at most ten. */
  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store.list(userId).map(found -> Page.of(found.stream().map(this::entry).toList()));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return store.removeAll(userId).replaceWith(true);
  }

  private ObjectNode entry(Passkey passkey) {
    ObjectNode entry =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", passkey.id())
            .put("name", passkey.name())
            .put("provider", providers.name(passkey.aaguid()))
            .put("created_at", passkey.createdAt().toString())
            .put("backed_up", passkey.backedUp())
            .put("prf", passkey.prf());
    if (passkey.lastUsedAt() != null) {
      entry.put("last_used_at", passkey.lastUsedAt().toString());
    }
    passkey.wraps().keySet().stream().sorted().forEach(entry.putArray("audio_keys")::add);
    return entry;
  }
}
