package io.vestibule.factor;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.factor.SealedFactorStore.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Seals the secrets of all factors under the current sealing key, after a key rotation. */
@ApplicationScoped
public class SealedFactorSecrets {
  private static final int CONCURRENCY = 8;

  private final SealedFactorStore store;
  private final FactorSecrets secrets;

  SealedFactorSecrets(SealedFactorStore store, FactorSecrets secrets) {
    this.store = store;
    this.secrets = secrets;
  }

  /** The outcome for one secret. */
  public enum Outcome {
    /** Sealed under the current key already, or changed concurrently. */
    CURRENT,
    RENEWED,
    /** No configured key decrypts it. */
    LOST
  }

  /**
   * @param outcomes one for each secret
   * @param last start of the next page; empty at the end
   */
  public record Page(List<Outcome> outcomes, Optional<Map<String, AttributeValue>> last) {}

  /**
   * Seals the secrets of one page of rows.
   *
   * @param after start of the page; empty for the first
   */
  public Uni<Page> renew(Optional<Map<String, AttributeValue>> after) {
    return store
        .page(after)
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.rows())
                    .onItem()
                    .transformToUni(this::renew)
                    .merge(CONCURRENCY)
                    .collect()
                    .asList()
                    .map(outcomes -> new Page(outcomes, page.last())));
  }

  private Uni<Outcome> renew(Row row) {
    if (!secrets.isOutdated(row.userId(), row.factorId(), row.sealed())) {
      return Uni.createFrom().item(Outcome.CURRENT);
    }
    return secrets
        .tryOpen(row.userId(), row.factorId(), row.sealed())
        .map(secret -> store.reseal(row, secrets.seal(row.userId(), row.factorId(), secret)))
        .map(written -> written.map(renewed -> renewed ? Outcome.RENEWED : Outcome.CURRENT))
        .orElseGet(() -> Uni.createFrom().item(Outcome.LOST));
  }
}
