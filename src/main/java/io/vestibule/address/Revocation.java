package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.event.Event;
import io.vestibule.event.EventType;
import io.vestibule.factor.FactorRevocation;
import io.vestibule.usage.ApiKey;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.EndedKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Revokes what an account may have got from somebody who does not own its address: sessions, API
 * token and named keys, linked identities, second factors and passkeys. The recovery key stays: it
 * opens nothing without a session or the mailbox, and its owner may have no other way to the
 * recordings.
 */
@ApplicationScoped
class Revocation {
  /** After this many attempts, an API token in constant use is frozen first. */
  private static final int ATTEMPTS_BEFORE_FREEZE = 3;

  private static final Duration FREEZE = Duration.ofSeconds(10);

  private final AddressStore store;
  private final ApiTokens apiTokens;
  private final EndedKeys endedKeys;
  private final FactorRevocation factors;
  private final InstantSource clock;

  Revocation(
      AddressStore store,
      ApiTokens apiTokens,
      EndedKeys endedKeys,
      FactorRevocation factors,
      InstantSource clock) {
    this.store = store;
    this.factors = factors;
    this.apiTokens = apiTokens;
    this.endedKeys = endedKeys;
    this.clock = clock;
  }

  /**
   * Adds the writes to a transaction on the account.
   *
   * @param factorsAfter only second factors and passkeys that were set up later are removed; empty
   *     for all
   * @param identities keys of the login rows to delete
   * @param attempt 1 at first
   */
  Uni<Void> addTo(
      AddressChange change,
      AddressState state,
      Collection<String> identities,
      Optional<Instant> factorsAfter,
      int attempt) {
    change.attributes().invalidateSessions(clock.instant(), null);
    change.endSessions();
    unlink(change, state, identities);
    return factors
        .removal(state.userId(), factorsAfter)
        .invoke(change::addAll)
        .chain(() -> replaceToken(change, state, attempt));
  }

  private void unlink(AddressChange change, AddressState state, Collection<String> identities) {
    if (identities.isEmpty()) {
      return;
    }
    Set<String> kept = new HashSet<>(state.identities());
    kept.removeAll(identities);
    if (kept.isEmpty()) {
      change.attributes().remove(AddressStore.IDENTITIES);
    } else {
      change.attributes().set(AddressStore.IDENTITIES, AttributeValue.fromSs(List.copyOf(kept)));
    }
    identities.forEach(key -> change.add(store.deleteLogin(key, state.userId())));
  }

  private Uni<Void> replaceToken(AddressChange change, AddressState state, int attempt) {
    String userId = state.userId();
    ApiToken old = apiTokens.open(state.stored().credential().sealedApiToken(), userId);
    ApiToken replacement = apiTokens.create();
    Uni<Void> frozen =
        attempt > ATTEMPTS_BEFORE_FREEZE
            ? apiTokens.freeze(old, clock.instant().plus(FREEZE))
            : Uni.createFrom().voidItem();
    return frozen
        .chain(() -> apiTokens.revocation(old, replacement))
        .invoke(
            found ->
                found.ifPresent(
                    revocation -> {
                      change.addAll(revocation.writes());
                      events(userId, revocation.endedKeys()).forEach(change::event);
                      change.afterwards(endedKeys.deleteAll(userId));
                      change
                          .attributes()
                          .set(
                              "sealed_api_token",
                              AttributeValue.fromS(apiTokens.seal(replacement, userId)));
                    }))
        .replaceWithVoid();
  }

  /** One event for all named keys: there can be more of them than a transaction has writes. */
  private static List<Event> events(String userId, List<String> endedKeys) {
    Event rotated = Event.of(EventType.KEY_ROTATED, userId).with("key", ApiKey.DEFAULT);
    return endedKeys.isEmpty()
        ? List.of(rotated)
        : List.of(rotated, Event.of(EventType.KEY_DELETED, userId).with("keys", endedKeys));
  }
}
