package io.vestibule.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The federated identities of a user, for export and erasure. */
@ApplicationScoped
class FederatedIdentityPersonalData implements PersonalData {
  private final FederatedIdentityStore store;
  private final InstantSource clock;

  FederatedIdentityPersonalData(FederatedIdentityStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "identities";
  }

  /** Directly after the sessions, because identities grant access too. */
  @Override
  public int order() {
    return 5;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return identities(userId)
        .map(
            identities ->
                Page.of(identities.stream().map(FederatedIdentityPersonalData::entry).toList()));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return identities(userId)
        .onItem()
        .transformToMulti(identities -> Multi.createFrom().iterable(identities))
        .onItem()
        .transformToUniAndConcatenate(identity -> store.erase(userId, identity, clock.instant()))
        .collect()
        .asList()
        .replaceWith(true);
  }

  private Uni<List<FederatedIdentity>> identities(String userId) {
    return store
        .signInMethods(userId)
        .map(found -> found.map(SignInMethods::federated).orElse(List.of()));
  }

  private static ObjectNode entry(FederatedIdentity identity) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("issuer", identity.issuer())
        .put("subject", identity.subject());
  }
}
