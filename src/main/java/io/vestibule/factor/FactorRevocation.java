package io.vestibule.factor;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Removes factors that somebody else may have set up, in the transaction that finds it out. */
@ApplicationScoped
public class FactorRevocation {
  private final FactorStore store;

  FactorRevocation(FactorStore store) {
    this.store = store;
  }

  /**
   * The writes that remove the factors of an account; at most a dozen.
   *
   * @param after only those that were set up later; empty for all
   */
  public Uni<List<TransactWriteItem>> removal(String userId, Optional<Instant> after) {
    return store
        .ids(userId, after)
        .map(ids -> ids.stream().map(id -> store.delete(userId, id)).toList());
  }
}
