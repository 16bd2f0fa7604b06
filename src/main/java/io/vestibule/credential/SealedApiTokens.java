package io.vestibule.credential;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.credential.SealedApiTokenStore.SealedToken;
import io.vestibule.usage.ApiTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Seals API tokens again under the current sealing key, at their owner's login or all at once, so
 * that an old key can be removed.
 */
@ApplicationScoped
public class SealedApiTokens {
  private static final int CONCURRENCY = 8;

  private final SealedApiTokenStore store;
  private final ApiTokens apiTokens;

  SealedApiTokens(SealedApiTokenStore store, ApiTokens apiTokens) {
    this.store = store;
    this.apiTokens = apiTokens;
  }

  /** The credential with its token sealed under the current key. A concurrent change wins. */
  public Uni<Credential> renew(String userId, Credential credential) {
    String old = credential.sealedApiToken();
    if (!apiTokens.isOutdated(old, userId)) {
      return Uni.createFrom().item(credential);
    }
    String resealed = apiTokens.seal(apiTokens.open(old, userId), userId);
    return store
        .reseal(userId, old, resealed)
        .map(renewed -> renewed ? credential.withSealedApiToken(resealed) : credential);
  }

  /**
   * Seals the API tokens of one page of accounts.
   *
   * @param after start of the page; empty for the first
   */
  public Uni<Page> renew(Optional<String> after) {
    return store
        .page(after)
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.tokens())
                    .onItem()
                    .transformToUni(this::renew)
                    .merge(CONCURRENCY)
                    .collect()
                    .asList()
                    .map(outcomes -> new Page(outcomes, page.last())));
  }

  private Uni<Outcome> renew(SealedToken stored) {
    if (!apiTokens.isOutdated(stored.sealed(), stored.userId())) {
      return Uni.createFrom().item(Outcome.CURRENT);
    }
    return apiTokens
        .tryOpen(stored.sealed(), stored.userId())
        .map(
            token ->
                store.reseal(
                    stored.userId(), stored.sealed(), apiTokens.seal(token, stored.userId())))
        .map(written -> written.map(renewed -> renewed ? Outcome.RENEWED : Outcome.CURRENT))
        .orElseGet(() -> Uni.createFrom().item(Outcome.LOST));
  }

  /** The outcome for one sealed token. */
  public enum Outcome {
    /** Sealed under the current key already, or changed concurrently. */
    CURRENT,
    RENEWED,
    /** No configured key decrypts it. */
    LOST
  }

  /**
   * @param outcomes one for each account that has a token
   * @param last start of the next page; empty at the end
   */
  public record Page(List<Outcome> outcomes, Optional<String> last) {}
}
