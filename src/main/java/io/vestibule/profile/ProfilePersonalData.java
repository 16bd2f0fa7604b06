package io.vestibule.profile;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** A user's profile, for export and erasure. */
@ApplicationScoped
class ProfilePersonalData implements PersonalData {
  private final ProfileStore store;

  ProfilePersonalData(ProfileStore store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public boolean isSingle() {
    return true;
  }

  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store
        .find(userId)
        .map(found -> Page.of(found.map(Profile::document).map(List::of).orElse(List.of())));
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return store.delete(userId).replaceWith(true);
  }
}
