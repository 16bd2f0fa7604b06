package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes recovery keys, for those who know the password. */
@ApplicationScoped
class RecoveryKeyService {
  private final AccountService accounts;
  private final AudioKeyService audioKeys;
  private final LoginThrottle throttle;

  RecoveryKeyService(AccountService accounts, AudioKeyService audioKeys, LoginThrottle throttle) {
    this.accounts = accounts;
    this.audioKeys = audioKeys;
    this.throttle = throttle;
  }

  /**
   * The written form of a new recovery key.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#TOO_MANY_ATTEMPTS},
   *     or as {@link AudioKeyService#createRecoveryKey}
   */
  Uni<String> create(String userId, Password password) {
    return accounts
        .find(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    Optional::isPresent,
                    permission -> audioKeys.createRecoveryKey(userId, password, permission)))
        .map(key -> key.orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PASSWORD)));
  }
}
