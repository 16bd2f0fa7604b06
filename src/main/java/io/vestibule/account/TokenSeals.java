package io.vestibule.account;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.TokenSealStore.Seal;
import io.vestibule.usage.ApiTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Brings sealed API tokens under the key that seals now, at their owners' login or all at once, so
 * that a former key can be given up.
 */
@ApplicationScoped
public class TokenSeals {
  private static final int AT_ONCE = 8;

  private final TokenSealStore store;
  private final ApiTokens apiTokens;

  TokenSeals(TokenSealStore store, ApiTokens apiTokens) {
    this.store = store;
    this.apiTokens = apiTokens;
  }

  /** The credential with its token under today's seal; whoever changes it meanwhile wins. */
  Uni<Credential> renew(String userId, Credential credential) {
    String old = credential.sealedApiToken();
    if (!apiTokens.isOutdated(old, userId)) {
      return Uni.createFrom().item(credential);
    }
    String fresh = apiTokens.seal(apiTokens.open(old, userId), userId);
    return store
        .reseal(userId, old, fresh)
        .map(renewed -> renewed ? credential.sealed(fresh) : credential);
  }

  /**
   * One page of all accounts.
   *
   * @param after where the page begins; empty at first
   */
  public Uni<Page> renew(Optional<String> after) {
    return store
        .seals(after)
        .chain(
            page ->
                Multi.createFrom()
                    .iterable(page.seals())
                    .onItem()
                    .transformToUni(this::renew)
                    .merge(AT_ONCE)
                    .collect()
                    .asList()
                    .map(outcomes -> new Page(outcomes, page.last())));
  }

  private Uni<Outcome> renew(Seal seal) {
    if (!apiTokens.isOutdated(seal.box(), seal.userId())) {
      return Uni.createFrom().item(Outcome.CURRENT);
    }
    return apiTokens
        .find(seal.box(), seal.userId())
        .map(token -> store.reseal(seal.userId(), seal.box(), apiTokens.seal(token, seal.userId())))
        .map(written -> written.map(renewed -> renewed ? Outcome.RENEWED : Outcome.CURRENT))
        .orElseGet(() -> Uni.createFrom().item(Outcome.LOST));
  }

  /** What became of one seal. */
  public enum Outcome {
    /** Under today's key already, or replaced meanwhile. */
    CURRENT,
    RENEWED,
    /** No configured key opens it. */
    LOST
  }

  /**
   * @param outcomes one for each account
   * @param last where the next page begins; empty at the end
   */
  public record Page(List<Outcome> outcomes, Optional<String> last) {}
}
