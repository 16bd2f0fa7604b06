package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.AddressObserver;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Keeps the address in the profile equal to that of the account. */
@ApplicationScoped
class ProfileAddress implements AddressObserver {
  private static final int ATTEMPTS = 5;

  private final ProfileStore store;
  private final InstantSource clock;

  ProfileAddress(ProfileStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Uni<Void> addressChanged(String userId, Optional<String> email) {
    return write(userId, email, ATTEMPTS);
  }

  /** A profile that does not exist yet will be created with the new address. */
  private Uni<Void> write(String userId, Optional<String> email, int attempts) {
    return store
        .find(userId)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().voidItem();
              }
              Profile current = found.get();
              return store
                  .replace(next(current, email, clock.instant()), current.version())
                  .chain(
                      written ->
                          written || attempts <= 1
                              ? Uni.createFrom().voidItem()
                              : write(userId, email, attempts - 1));
            });
  }

  private static Profile next(Profile current, Optional<String> email, Instant now) {
    ObjectNode document = current.document().deepCopy();
    document.remove("email");
    email.ifPresent(address -> document.put("email", address));
    document.put("updatedAt", now.toString()).put("version", current.version() + 1);
    return new Profile(ProfileRules.inOrder(document));
  }
}
