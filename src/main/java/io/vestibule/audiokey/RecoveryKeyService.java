package io.vestibule.audiokey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.crypto.Password;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Creates recovery keys after a check of the password. */
@ApplicationScoped
class RecoveryKeyService {
  private final AccountService accounts;
  private final AudioKeyService audioKeys;
  private final LoginThrottle throttle;
  private final AuditTrail trail;

  RecoveryKeyService(
      AccountService accounts,
      AudioKeyService audioKeys,
      LoginThrottle throttle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.audioKeys = audioKeys;
    this.throttle = throttle;
    this.trail = trail;
  }

  /**
   * Creates a recovery key and returns its text form.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#TOO_MANY_ATTEMPTS},
   *     or as {@link AudioKeyService#createRecoveryKey}
   */
  Uni<String> create(Caller caller, Password password) {
    String userId = caller.userId();
    return accounts
        .find(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    Optional::isPresent,
                    permission -> audioKeys.createRecoveryKey(userId, password, permission)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .invoke(key -> record(caller, key.isPresent() ? Outcome.DONE : Outcome.REFUSED))
        .map(key -> key.orElseThrow(() -> ApiException.of(ErrorCode.INVALID_PASSWORD)));
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.RECOVERY_KEY, outcome, caller));
  }
}
