package io.vestibule.audiokey;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountNotices;
import io.vestibule.account.AccountService;
import io.vestibule.account.Notice;
import io.vestibule.account.PasswordService;
import io.vestibule.account.Status;
import io.vestibule.account.StoredAccount;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.Credential;
import io.vestibule.crypto.Password;
import io.vestibule.mail.MailTemplate;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Unwraps audio keys with the password, and creates recovery keys. */
@ApplicationScoped
public class AudioKeyService {
  private final AccountService accounts;
  private final PasswordService passwords;
  private final AudioKeys audioKeys;
  private final AccountNotices notices;

  AudioKeyService(
      AccountService accounts,
      PasswordService passwords,
      AudioKeys audioKeys,
      AccountNotices notices) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.audioKeys = audioKeys;
    this.notices = notices;
  }

  /**
   * The user's audio keys that the password unwraps. The caller must close the result. Empty if the
   * password is wrong. No hash is needed: only the correct password unwraps the current key
   * (docs/decisions/0030).
   *
   * @param permission as for {@link PasswordService#authenticate}
   * @throws ApiException {@link ErrorCode#AUDIO_KEY_LOCKED} if the correct password unwraps no key,
   *     {@link ErrorCode#ACCOUNT_SUSPENDED} or {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<Optional<OpenedAudioKeys>> open(
      String userId, Password password, Uni<Void> permission) {
    return unwrap(userId, password, permission)
        .invoke(
            found -> {
              if (found.filter(opened -> opened.keys().isEmpty()).isPresent()) {
                throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
              }
            });
  }

  /**
   * Wraps the unlocked audio keys under a new recovery key, which replaces an earlier one, and
   * tells the owner. Returns its text form, which is not stored. Empty if the password is wrong.
   *
   * @throws ApiException as {@link #open}, also if only the current key is locked, or {@link
   *     ErrorCode#CONFLICT}
   */
  Uni<Optional<String>> createRecoveryKey(String userId, Password password, Uni<Void> permission) {
    return unwrap(userId, password, permission)
        .chain(
            found ->
                found
                    .map(opened -> createRecoveryKey(opened).map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<String> createRecoveryKey(OpenedAudioKeys opened) {
    Credential old = opened.stored().credential();
    String userId = opened.stored().account().userId();
    AudioKeys.Recovery recovery;
    try (opened) {
      if (!opened.hasCurrent()) {
        throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
      }
      recovery = audioKeys.recovery(userId, old.audioKeys(), opened.keys());
    }
    Notice notice =
        notices.prepare(MailTemplate.RECOVERY_KEY_CREATED, opened.stored().account(), Map.of());
    return passwords
        .replaceCredential(userId, old, old.with(recovery.keyset()), notice)
        .map(
            replaced -> {
              if (!replaced) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return recovery.text();
            });
  }

  /** Empty if the password is wrong. A missing first key is created. */
  Uni<Optional<OpenedAudioKeys>> unwrap(String userId, Password password, Uni<Void> permission) {
    return PasswordService.afterPermission(accounts.existing(userId), permission)
        .invoke(stored -> refuseSuspended(stored.account()))
        .chain(stored -> unwrap(stored, password));
  }

  private Uni<Optional<OpenedAudioKeys>> unwrap(StoredAccount stored, Password password) {
    Credential credential = stored.credential();
    if (credential.audioKeys() == null || credential.passwordHash() == null) {
      // Without a hash, the keys are under a password that is no longer valid.
      return createMissingKey(stored, password);
    }
    return audioKeys
        .unwrap(stored.account().userId(), credential.keySalt(), credential.audioKeys(), password)
        .chain(
            keys -> {
              OpenedAudioKeys opened = new OpenedAudioKeys(stored, keys);
              return opened.hasCurrent()
                  ? Uni.createFrom().item(Optional.of(opened))
                  : verified(opened, password);
            });
  }

  /** The password is wrong, or the current key is not wrapped under it. */
  private Uni<Optional<OpenedAudioKeys>> verified(OpenedAudioKeys opened, Password password) {
    return passwords
        .verify(Optional.of(opened.stored()), password)
        .onFailure()
        .invoke(opened::close)
        .map(
            correct -> {
              if (!correct) {
                opened.close();
              }
              return correct ? Optional.of(opened) : Optional.empty();
            });
  }

  private Uni<Optional<OpenedAudioKeys>> createMissingKey(StoredAccount stored, Password password) {
    return passwords
        .verify(Optional.of(stored), password)
        .chain(
            correct ->
                correct
                    ? passwords.upgradeIfNeeded(stored, password)
                    : Uni.createFrom().item(Optional.<StoredAccount>empty()))
        .chain(
            upgraded ->
                upgraded
                    .map(current -> unwrap(current, password))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private static void refuseSuspended(Account account) {
    if (account.status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }
}
