package io.vestibule.challenge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.spi.PersonalData;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The pending challenges of a user, for export and erasure. */
@ApplicationScoped
class ChallengePersonalData implements PersonalData {
  private static final int PAGE = 25;

  private final ChallengeStore store;
  private final InstantSource clock;

  ChallengePersonalData(ChallengeStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "challenges";
  }

  /** Early, because a challenge gives access. */
  @Override
  public int order() {
    return 6;
  }

  /** All on one page: an account has a handful. */
  @Override
  public Uni<Page> read(String userId, Optional<String> from) {
    return store
        .ownedBy(userId, PAGE)
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(id -> store.find(id, clock.instant()))
        .filter(Optional::isPresent)
        .map(found -> entry(found.get().challenge()))
        .collect()
        .asList()
        .map(Page::of);
  }

  @Override
  public Uni<Boolean> erase(String userId) {
    return store.ownedBy(userId, PAGE).chain(ids -> delete(ids).replaceWith(ids.size() < PAGE));
  }

  private Uni<Void> delete(List<String> ids) {
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndMerge(store::delete)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static ObjectNode entry(Challenge challenge) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("purpose", challenge.purpose().wire())
        .put("email", challenge.email())
        .put("created_at", challenge.createdAt().toString())
        .put("expires_at", challenge.expiresAt().toString());
  }
}
