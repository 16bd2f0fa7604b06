package io.vestibule.privacy;

import io.smallrye.mutiny.Uni;
import io.vestibule.privacy.ErasureService.Outcome;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Erasure of an account by somebody else than its owner. */
@ApplicationScoped
public class AccountErasure {
  private final ErasureService erasures;

  AccountErasure(ErasureService erasures) {
    this.erasures = erasures;
  }

  /**
   * Erases the account and all its data.
   *
   * @param actor the administrator
   * @return false if the remaining data is erased later
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<Boolean> erase(String userId, String actor) {
    return erasures.erase(userId, actor).map(Outcome.DONE::equals);
  }
}
