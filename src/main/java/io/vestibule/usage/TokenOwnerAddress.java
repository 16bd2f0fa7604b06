package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.AddressObserver;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Keeps the owner's address at the API token current; billing workers read it. */
@ApplicationScoped
class TokenOwnerAddress implements AddressObserver {
  private final MeterLocation meters;
  private final ApiTokenStore store;

  TokenOwnerAddress(MeterLocation meters, ApiTokenStore store) {
    this.meters = meters;
    this.store = store;
  }

  @Override
  public Uni<Void> addressChanged(String userId, Optional<String> email) {
    return meters
        .find(userId)
        .chain(
            meter ->
                meter
                    .map(digest -> store.setOwnerEmail(digest, email))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }
}
