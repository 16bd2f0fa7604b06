package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The foreign logins of a user, for export and erasure. */
@ApplicationScoped
class ForeignLoginData implements PersonalData {
  private final ForeignLoginStore store;
  private final InstantSource clock;

  ForeignLoginData(ForeignLoginStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "identities";
  }

  /** Right behind the sessions: they let somebody in. */
  @Override
  public int order() {
    return 5;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return logins(userId)
        .map(logins -> Page.of(logins.stream().map(ForeignLoginData::entry).toList()));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return logins(userId)
        .onItem()
        .transformToMulti(logins -> Multi.createFrom().iterable(logins))
        .onItem()
        .transformToUniAndConcatenate(login -> store.erase(userId, login, clock.instant()))
        .collect()
        .asList()
        .replaceWith(true);
  }

  private Uni<List<ForeignLogin>> logins(String userId) {
    return store.waysIn(userId).map(found -> found.map(WaysIn::foreign).orElse(List.of()));
  }

  private static ObjectNode entry(ForeignLogin login) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("issuer", login.issuer())
        .put("subject", login.subject());
  }
}
