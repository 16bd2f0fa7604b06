package io.vestibule.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ExternalTokenClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Profiles. A profile is created at first use, is visible only to its owner, and is changed with
 * optimistic locking.
 */
@ApplicationScoped
public class ProfileService {
  /**
   * One of several concurrent writers succeeds in each attempt, so this is how many there may be.
   */
  private static final int ATTEMPTS = 12;

  private final ProfileStore store;
  private final AccountService accounts;
  private final InstantSource clock;

  ProfileService(ProfileStore store, AccountService accounts, InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.clock = clock;
  }

  /** The profile; created from the account if there is none. */
  Uni<Profile> findOrCreate(String userId) {
    return store
        .find(userId)
        .chain(found -> found.map(Uni.createFrom()::item).orElseGet(() -> create(userId)));
  }

  /**
   * The profile. If the store is unavailable, a profile from the claims of the caller's own token.
   *
   * @param userId resolves the caller, which may fail in the same way
   */
  Uni<Profile> read(Supplier<String> userId, Optional<ExternalTokenClaims> externalClaims) {
    return Uni.createFrom()
        .item(userId)
        .chain(this::findOrCreate)
        .onFailure(failure -> externalClaims.isPresent() && isStoreUnavailable(failure))
        .recoverWithItem(() -> ProfileRules.unstored(externalClaims.orElseThrow()));
  }

  /**
   * Creates the user's profile from the claims of an external issuer. Returns false if there is one
   * already.
   */
  public Uni<Boolean> createFromClaims(String userId, ExternalTokenClaims claims) {
    return store.create(ProfileRules.initial(userId, claims, clock.instant()));
  }

  /**
   * Creates the profile of an imported user. Returns false if there is one already.
   *
   * @param members what the user could have written
   * @throws ApiException if a member breaks a rule
   */
  public Uni<Boolean> importProfile(String userId, String email, ObjectNode members) {
    return store.create(ProfileRules.imported(userId, email, members, clock.instant()));
  }

  /**
   * @throws ApiException if {@link #importProfile} would refuse the members
   */
  public void checkMembers(ObjectNode members) {
    ProfileRules.imported("", "", members, clock.instant());
  }

  private static boolean isStoreUnavailable(Throwable failure) {
    return failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE;
  }

  Uni<Profile> replace(String userId, Optional<IfMatch> condition, ObjectNode wanted) {
    return update(
        userId,
        condition,
        current -> ProfileRules.replace(current, wanted, clock.instant()),
        ATTEMPTS);
  }

  Uni<Profile> merge(String userId, Optional<IfMatch> condition, ObjectNode patch) {
    return update(
        userId,
        condition,
        current -> ProfileRules.merge(current, patch, clock.instant()),
        ATTEMPTS);
  }

  /**
   * If two requests create the profile at the same time, one of them reads what the other wrote.
   */
  private Uni<Profile> create(String userId) {
    return accounts
        .find(userId)
        .map(owner -> ProfileRules.initial(userId, owner.account().email(), clock.instant()))
        .chain(
            initial ->
                store
                    .create(initial)
                    .chain(created -> created ? Uni.createFrom().item(initial) : existing(userId)));
  }

  private Uni<Profile> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.CONFLICT)));
  }

  private Uni<Profile> update(
      String userId, Optional<IfMatch> condition, UnaryOperator<Profile> change, int attempts) {
    return findOrCreate(userId)
        .chain(
            current -> {
              if (condition.isPresent() && !condition.get().matches(current.etag())) {
                throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
              }
              Profile next = change.apply(current);
              return store
                  .replace(next, current.version())
                  .chain(
                      written ->
                          written
                              ? Uni.createFrom().item(next)
                              : retry(userId, condition, change, attempts));
            });
  }

  /**
   * Another request wrote in between. A precondition now fails on its own; without one the change
   * is applied to the newer version.
   */
  private Uni<Profile> retry(
      String userId, Optional<IfMatch> condition, UnaryOperator<Profile> change, int attempts) {
    if (attempts <= 1) {
      throw ApiException.of(ErrorCode.CONFLICT);
    }
    return update(userId, condition, change, attempts - 1);
  }
}
