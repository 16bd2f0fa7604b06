package io.vestibule.audit;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A user's security events, for export and erasure. */
@ApplicationScoped
class AuditPersonalData implements PersonalData {
  private final AuditStore store;

  AuditPersonalData(AuditStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "security_events";
  }

  /** Late, because the erasure itself causes events. */
  @Override
  public int order() {
    return 900;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store.export(userId, from);
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return store.erase(userId).replaceWith(true);
  }
}
