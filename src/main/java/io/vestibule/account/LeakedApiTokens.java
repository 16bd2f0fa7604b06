package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.usage.ApiToken;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;

/** Replaces API tokens of accounts that were found in public. */
@ApplicationScoped
public class LeakedApiTokens {
  private final ApiTokenService tokens;

  LeakedApiTokens(ApiTokenService tokens) {
    this.tokens = tokens;
  }

  /**
   * Replaces the API token and tells the owner, unless the account has another one by now.
   *
   * @return whether the token worked until now
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#CONFLICT}
   */
  public Uni<Boolean> replace(String userId, ApiToken leaked) {
    return tokens.replaceLeaked(userId, leaked);
  }
}
