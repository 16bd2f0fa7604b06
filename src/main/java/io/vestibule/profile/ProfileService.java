package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ForeignIdentity;
import io.vestibule.web.IfMatch;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A profile is there at first use, changes only from the version that was read, and is its owner's
 * alone.
 */
@ApplicationScoped
public class ProfileService {
  private static final int ATTEMPTS = 5;

  private final ProfileStore store;
  private final AccountService accounts;
  private final InstantSource clock;

  ProfileService(ProfileStore store, AccountService accounts, InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** The profile, made from the account where there is none yet. */
  Uni<Profile> open(String userId) {
    return store
        .find(userId)
        .chain(found -> found.map(Uni.createFrom()::item).orElseGet(() -> create(userId)));
  }

  /**
   * The profile; while the store is away, what the caller's own token says of them.
   *
   * @param userId asks who the caller is, which may fail in the same way
   */
  Uni<Profile> read(Supplier<String> userId, Optional<ForeignIdentity> foreign) {
    return Uni.createFrom()
        .item(userId)
        .chain(this::open)
        .onFailure(failure -> foreign.isPresent() && isStoreAway(failure))
        .recoverWithItem(() -> ProfileRules.unstored(foreign.orElseThrow()));
  }

  /** Whether the user's profile was made of what an issuer told; false where there is one. */
  public Uni<Boolean> begin(String userId, ForeignIdentity person) {
    return store.create(ProfileRules.first(userId, person, clock.instant()));
  }

  private static boolean isStoreAway(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }

  Uni<Profile> replace(String userId, Optional<IfMatch> condition, ObjectNode wanted) {
    return change(
        userId,
        condition,
        current -> ProfileRules.replace(current, wanted, clock.instant()),
        ATTEMPTS);
  }

  Uni<Profile> merge(String userId, Optional<IfMatch> condition, ObjectNode patch) {
    return change(
        userId,
        condition,
        current -> ProfileRules.merge(current, patch, clock.instant()),
        ATTEMPTS);
  }

  /** Of two first uses at the same moment one creates it and the other finds it. */
  private Uni<Profile> create(String userId) {
    return accounts
        .find(userId)
        .map(owner -> ProfileRules.first(userId, owner.account().email(), clock.instant()))
        .chain(
            first ->
                store
                    .create(first)
                    .chain(created -> created ? Uni.createFrom().item(first) : existing(userId)));
  }

  private Uni<Profile> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)));
  }

  private Uni<Profile> change(
      String userId, Optional<IfMatch> condition, UnaryOperator<Profile> step, int attempts) {
    return open(userId)
        .chain(
            current -> {
              if (condition.isPresent() && !condition.get().matches(current.etag())) {
                throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
              }
              Profile next = step.apply(current);
              return store
                  .replace(next, current.version())
                  .chain(
                      written ->
                          written
                              ? Uni.createFrom().item(next)
                              : retry(userId, condition, step, attempts));
            });
  }

  /**
   * Somebody else wrote in between. A condition will now fail by itself; without one the change is
   * made to the newer profile.
   */
  private Uni<Profile> retry(
      String userId, Optional<IfMatch> condition, UnaryOperator<Profile> step, int attempts) {
    if (attempts <= 1) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    return change(userId, condition, step, attempts - 1);
  }
}
