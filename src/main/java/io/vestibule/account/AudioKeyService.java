package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;

/** Who is given the key of their recordings: whoever knows the password. */
@ApplicationScoped
public class AudioKeyService {
  private final AccountService accounts;
  private final AccountPasswords passwords;
  private final AccountStore store;
  private final AudioKeys audioKeys;
  private final InstantSource clock;

  AudioKeyService(
      AccountService accounts,
      AccountPasswords passwords,
      AccountStore store,
      AudioKeys audioKeys,
      InstantSource clock) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.store = store;
    this.audioKeys = audioKeys;
    this.clock = clock;
  }

  /**
   * The user's audio key, which the caller closes; empty where the password is wrong. The key
   * itself proves the password: only the right one unwraps it (docs/decisions/0030).
   *
   * @param permission as for {@link AccountPasswords#authenticate}
   * @throws ApiException {@link ErrorCode#AUDIO_KEY_LOCKED}, {@link ErrorCode#ACCOUNT_SUSPENDED} or
   *     {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<Optional<SecretBytes>> open(String userId, Password password, Uni<Void> permission) {
    return unlocked(userId, password, permission).map(unlocked -> unlocked.map(Unlocked::audioKey));
  }

  /**
   * Wraps the audio key under a new recovery key, which replaces an earlier one, and gives its
   * written form, which nobody can give again; empty where the password is wrong.
   *
   * @throws ApiException as {@link #open}, or {@link ErrorCode#CONFLICT}
   */
  Uni<Optional<String>> createRecoveryKey(String userId, Password password, Uni<Void> permission) {
    return unlocked(userId, password, permission)
        .chain(
            unlocked ->
                unlocked
                    .map(key -> createRecoveryKey(userId, key).map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<String> createRecoveryKey(String userId, Unlocked unlocked) {
    Credential old = unlocked.credential();
    AudioKeys.Recovery recovery;
    try (SecretBytes audioKey = unlocked.audioKey()) {
      recovery = audioKeys.recovery(userId, audioKey);
    }
    WrappedAudioKey twice =
        new WrappedAudioKey(old.audioKey().wrapped(), old.audioKey().cost(), recovery.wrapped());
    return store
        .replace(userId, old, old.with(old.passwordHash(), twice), clock.instant())
        .map(
            won -> {
              if (!won) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
              return recovery.text();
            });
  }

  private record Unlocked(Credential credential, SecretBytes audioKey) {}

  private Uni<Optional<Unlocked>> unlocked(String userId, Password password, Uni<Void> permission) {
    return AccountPasswords.permitted(accounts.existing(userId), permission)
        .invoke(stored -> refuseSuspended(stored.account()))
        .chain(stored -> unlocked(stored, password));
  }

  private Uni<Optional<Unlocked>> unlocked(StoredAccount stored, Password password) {
    Credential credential = stored.credential();
    if (credential.audioKey() == null) {
      return locked(stored, password);
    }
    return audioKeys
        .unwrap(stored.account().userId(), credential.keySalt(), credential.audioKey(), password)
        .chain(
            opened ->
                opened
                    .map(key -> Optional.of(new Unlocked(credential, key)))
                    .map(unlocked -> Uni.createFrom().item(unlocked))
                    .orElseGet(() -> locked(stored, password)));
  }

  /** The wrong password; or the right one for an account whose key is missing or out of step. */
  private Uni<Optional<Unlocked>> locked(StoredAccount stored, Password password) {
    return passwords
        .verify(Optional.of(stored), password)
        .chain(
            right -> {
              if (!right) {
                return Uni.createFrom().item(Optional.empty());
              }
              if (stored.credential().audioKey() != null) {
                throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
              }
              return passwords
                  .upToDate(stored, password)
                  .chain(
                      ready ->
                          ready
                              .map(current -> unlocked(current, password))
                              .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
            });
  }

  private static void refuseSuspended(Account account) {
    if (account.status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }
}
