package io.vestibule.audiokey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.PasswordService;
import io.vestibule.account.Status;
import io.vestibule.account.StoredAccount;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.credential.AudioKey;
import io.vestibule.crypto.Password;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Gives the wrapped audio key to callers who prove the password. The wrapped key allows offline
 * guesses of the password, so a session alone must not be enough to get it.
 */
@ApplicationScoped
class WrappedKeyService {
  private final AccountService accounts;
  private final PasswordService passwords;
  private final LoginThrottle throttle;
  private final AuditTrail trail;

  WrappedKeyService(
      AccountService accounts,
      PasswordService passwords,
      LoginThrottle throttle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.throttle = throttle;
    this.trail = trail;
  }

  /**
   * The wrapped audio key and the salt of its key-encryption key.
   *
   * @param keySalt 32 bytes in hex
   */
  record WrappedKey(String keySalt, AudioKey audioKey) {}

  /**
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#TOO_MANY_ATTEMPTS},
   *     {@link ErrorCode#ACCOUNT_SUSPENDED} or {@link ErrorCode#USER_NOT_FOUND}
   */
  Uni<WrappedKey> find(Caller caller, Password password) {
    String userId = caller.userId();
    return accounts
        .existing(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    Optional::isPresent,
                    permission -> find(userId, password, permission)))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .map(
            found ->
                found.orElseThrow(
                    () -> {
                      record(caller, Outcome.REFUSED);
                      return ApiException.of(ErrorCode.INVALID_PASSWORD);
                    }));
  }

  private Uni<Optional<WrappedKey>> find(String userId, Password password, Uni<Void> permission) {
    return PasswordService.afterPermission(accounts.existing(userId), permission)
        .invoke(WrappedKeyService::refuseSuspended)
        .chain(
            stored ->
                passwords
                    .verify(Optional.of(stored), password)
                    .chain(
                        isRight ->
                            isRight
                                ? passwords.upgradeIfNeeded(stored, password)
                                : Uni.createFrom().item(Optional.<StoredAccount>empty())))
        .map(current -> current.map(WrappedKeyService::wrappedKey));
  }

  private static WrappedKey wrappedKey(StoredAccount stored) {
    return new WrappedKey(
        stored.credential().keySalt(),
        AudioKey.of(stored.account().userId(), stored.credential().audioKeys()));
  }

  private static void refuseSuspended(StoredAccount stored) {
    if (stored.account().status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.DECRYPTION, outcome, caller));
  }
}
