package io.vestibule.audiokey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.Notice;
import io.vestibule.account.PasswordService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.audit.Outcome;
import io.vestibule.audit.SecurityEvent;
import io.vestibule.audit.SecurityEventType;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.Credential;
import io.vestibule.credential.UnwrappedAudioKeys;
import io.vestibule.mail.MailTemplate;
import io.vestibule.throttle.LoginThrottle;
import io.vestibule.web.ApiException;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * Unlocks audio keys: unwraps them with the recovery key or a former password and wraps them under
 * the current password. The keys themselves do not change.
 */
@ApplicationScoped
class KeyUnlockService {
  private final AccountService accounts;
  private final PasswordService passwords;
  private final AudioKeyService keys;
  private final AudioKeys audioKeys;
  private final AccountNotices notices;
  private final LoginThrottle throttle;
  private final AuditTrail trail;

  KeyUnlockService(
      AccountService accounts,
      PasswordService passwords,
      AudioKeyService keys,
      AudioKeys audioKeys,
      AccountNotices notices,
      LoginThrottle throttle,
      AuditTrail trail) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.keys = keys;
    this.audioKeys = audioKeys;
    this.notices = notices;
    this.throttle = throttle;
    this.trail = trail;
  }

  /** The outcome of a check of both secrets; a wrong one counts as a failed attempt. */
  private sealed interface Result {
    record Unlocked(List<String> keyIds) implements Result {}

    record Refused(ErrorCode reason) implements Result {}
  }

  /**
   * Returns the ids of the keys that were unlocked; none if no key was locked.
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#RECOVERY_KEY_INVALID}
   *     or {@link ErrorCode#FORMER_PASSWORD_INVALID} if it unwraps none of the locked keys, {@link
   *     ErrorCode#TOO_MANY_ATTEMPTS}, {@link ErrorCode#ACCOUNT_SUSPENDED}, {@link
   *     ErrorCode#USER_NOT_FOUND}, {@link ErrorCode#CONFLICT}
   */
  Uni<List<String>> unlock(Caller caller, KeyUnlock request) {
    String userId = caller.userId();
    return accounts
        .existing(userId)
        .chain(
            owner ->
                throttle.guard(
                    owner.account().loginName(),
                    result -> result instanceof Result.Unlocked,
                    permission ->
                        keys.unwrap(userId, request.password(), permission)
                            .chain(
                                found ->
                                    found
                                        .map(opened -> unlock(opened, request))
                                        .orElseGet(() -> refused(ErrorCode.INVALID_PASSWORD)))))
        .onFailure(LoginThrottle::isRefusal)
        .invoke(() -> record(caller, Outcome.THROTTLED))
        .map(
            result -> {
              if (result instanceof Result.Refused refusal) {
                record(caller, Outcome.REFUSED);
                throw ApiException.of(refusal.reason());
              }
              record(caller, Outcome.DONE);
              return ((Result.Unlocked) result).keyIds();
            });
  }

  private Uni<Result> unlock(OpenedAudioKeys opened, KeyUnlock request) {
    if (!opened.hasLocked()) {
      opened.close();
      return Uni.createFrom().item(new Result.Unlocked(List.of()));
    }
    return unwrapLocked(opened, request)
        .chain(
            unlocked ->
                unlocked.isEmpty()
                    ? refused(
                        request.recoveryKey().isPresent()
                            ? ErrorCode.RECOVERY_KEY_INVALID
                            : ErrorCode.FORMER_PASSWORD_INVALID)
                    : store(opened, unlocked, request).eventually(unlocked::close))
        .eventually(opened::close);
  }

  private Uni<UnwrappedAudioKeys> unwrapLocked(OpenedAudioKeys opened, KeyUnlock request) {
    String userId = opened.stored().account().userId();
    String keySalt = opened.stored().credential().keySalt();
    return request
        .recoveryKey()
        .map(text -> audioKeys.unwrapWithRecoveryKey(userId, opened.locked(), text))
        .map(found -> Uni.createFrom().item(found))
        .orElseGet(
            () ->
                audioKeys.unwrap(
                    userId, keySalt, opened.locked(), request.formerPassword().orElseThrow()));
  }

  private Uni<Result> store(
      OpenedAudioKeys opened, UnwrappedAudioKeys unlocked, KeyUnlock request) {
    String userId = opened.stored().account().userId();
    Credential old = opened.stored().credential();
    return audioKeys
        .wrap(
            userId, old.keySalt(), old.audioKeys(), opened.keys().and(unlocked), request.password())
        .chain(
            keyset ->
                passwords.replaceCredential(
                    userId, old, old.with(keyset), notice(opened.stored().account(), request)))
        .map(
            replaced -> {
              if (!replaced) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return new Result.Unlocked(List.copyOf(unlocked.keyIds()));
            });
  }

  private Notice notice(Account owner, KeyUnlock request) {
    return request.recoveryKey().isPresent()
        ? notices.prepare(MailTemplate.RECOVERY_KEY_USED, owner, Map.of())
        : Notice.NONE;
  }

  private static Uni<Result> refused(ErrorCode reason) {
    return Uni.createFrom().item(new Result.Refused(reason));
  }

  private void record(Caller caller, Outcome outcome) {
    trail.record(SecurityEvent.of(SecurityEventType.AUDIO_KEY_UNLOCK, outcome, caller));
  }
}
