package io.vestibule.usage;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.AddressObserver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Keeps the owner's address at the API token current; billing workers read it. */
@ApplicationScoped
class TokenOwnerAddress implements AddressObserver {
  private static final int PAGE = 25;

  private final ApiTokenStore store;

  TokenOwnerAddress(ApiTokenStore store) {
    this.store = store;
  }

  @Override
  public Uni<Void> addressChanged(String userId, Optional<String> email) {
    return store
        .ownedBy(userId, PAGE)
        .onItem()
        .transformToMulti(digests -> Multi.createFrom().iterable(digests))
        .onItem()
        .transformToUniAndConcatenate(digest -> store.setOwnerEmail(digest, email))
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
