package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Adds claims that arrive after the profile was created: the first token of a user may be an access
 * token without a name. Members that exist stay as they are.
 */
@ApplicationScoped
public class ProfileCompletion {
  private static final int ATTEMPTS = 5;

  private final ProfileStore store;
  private final ProfileService profiles;
  private final InstantSource clock;

  ProfileCompletion(ProfileStore store, ProfileService profiles, InstantSource clock) {
    this.store = store;
    this.profiles = profiles;
    this.clock = clock;
  }

  /**
   * Creates the profile if there is none.
   *
   * @param setEmail whether the claims' address is the account's now
   * @return whether a profile was written
   */
  public Uni<Boolean> complete(String userId, ExternalTokenClaims claims, boolean setEmail) {
    return complete(userId, claims, setEmail, ATTEMPTS);
  }

  private Uni<Boolean> complete(
      String userId, ExternalTokenClaims claims, boolean setEmail, int attempts) {
    return store
        .find(userId)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return profiles.createFromClaims(userId, claims);
              }
              Optional<Profile> next = next(found.get(), claims, setEmail, clock.instant());
              if (next.isEmpty()) {
                return Uni.createFrom().item(false);
              }
              return store
                  .replace(next.get(), found.get().version())
                  .chain(
                      written ->
                          written || attempts <= 1
                              ? Uni.createFrom().item(written)
                              : complete(userId, claims, setEmail, attempts - 1));
            });
  }

  /** Empty if the claims add nothing. */
  static Optional<Profile> next(
      Profile current, ExternalTokenClaims claims, boolean setEmail, Instant now) {
    ObjectNode document = current.document().deepCopy();
    putIfMissing(document, "givenName", claims.givenName());
    putIfMissing(document, "familyName", claims.familyName());
    putIfMissing(document, "displayName", claims.name());
    putIfMissing(document, "avatarUrl", claims.picture());
    if (setEmail && claims.email() != null) {
      document.put("email", claims.email());
    }
    if (document.equals(current.document())) {
      return Optional.empty();
    }
    document.put("updatedAt", now.toString()).put("version", current.version() + 1);
    return Optional.of(new Profile(ProfileRules.inOrder(document)));
  }

  private static void putIfMissing(ObjectNode document, String member, String value) {
    if (value != null && !document.hasNonNull(member)) {
      document.put(member, value);
    }
  }
}
