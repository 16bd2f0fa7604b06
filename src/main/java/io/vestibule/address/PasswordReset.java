package io.vestibule.address;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.CredentialChange;
import io.vestibule.account.StoredAccount;
import io.vestibule.challenge.Challenge;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.credential.PasswordPolicies;
import io.vestibule.credential.UnwrappedAudioKeys;
import io.vestibule.credential.WrappedAudioKey;
import io.vestibule.crypto.Password;
import io.vestibule.outbox.OutboxEntry;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Replaces a password that its owner has forgotten. With the recovery key, the audio keys that it
 * unwraps stay unlocked. All others become locked; none is lost (docs/decisions/0036).
 */
@ApplicationScoped
public class PasswordReset {
  private final AddressService addresses;
  private final PasswordHashing hashing;
  private final PasswordPolicies policies;
  private final AudioKeys audioKeys;

  PasswordReset(
      AddressService addresses,
      PasswordHashing hashing,
      PasswordPolicies policies,
      AudioKeys audioKeys) {
    this.addresses = addresses;
    this.hashing = hashing;
    this.policies = policies;
    this.audioKeys = audioKeys;
  }

  /** Checks the length of a new password; see {@link PasswordPolicies#checkLength}. */
  public void checkLength(Password newPassword) {
    policies.checkLength(newPassword);
  }

  /**
   * Computes the new credential without writing it.
   *
   * @param recoveryKey in its text form
   * @param usedKeyIds the audio keys that the account's recordings name; only asked for if the
   *     account has the greatest number of keys
   * @throws ApiException if the password violates the policy; {@link
   *     ErrorCode#RECOVERY_KEY_INVALID}, {@link ErrorCode#TOO_MANY_AUDIO_KEYS}
   */
  public Uni<Credential> prepare(
      StoredAccount stored,
      Password newPassword,
      Optional<String> recoveryKey,
      Supplier<Uni<Set<String>>> usedKeyIds) {
    policies.checkLength(newPassword);
    return policies
        .checkStrength(newPassword, stored.account().email())
        .chain(() -> keys(stored, newPassword, recoveryKey, usedKeyIds))
        .chain(keys -> hashing.hash(newPassword).map(hash -> stored.credential().with(hash, keys)));
  }

  /**
   * Writes the new credential, marks the address as verified and ends all sessions, in one
   * transaction with the use of the challenge. If the account and the mailbox were not known to
   * belong to the same person, API token and linked identities are revoked as well.
   *
   * @param notices to the owner
   * @throws ApiException {@link ErrorCode#CHALLENGE_INVALID} if the challenge was used meanwhile,
   *     {@link ErrorCode#CONFLICT} if the credential was changed, {@link ErrorCode#USER_EXISTS} if
   *     another account has verified the address
   */
  public Uni<Account> store(
      Challenge challenge, StoredAccount stored, Credential updated, List<OutboxEntry> notices) {
    return addresses.reset(challenge, new CredentialChange(stored.credential(), updated), notices);
  }

  private Uni<AudioKeyset> keys(
      StoredAccount stored,
      Password newPassword,
      Optional<String> recoveryKey,
      Supplier<Uni<Set<String>>> usedKeyIds) {
    String userId = stored.account().userId();
    Credential credential = stored.credential();
    AudioKeyset keyset = credential.audioKeys();
    if (recoveryKey.isPresent()) {
      return recover(stored, newPassword, recoveryKey.get());
    }
    if (keyset == null) {
      return audioKeys.create(userId, credential.keySalt(), newPassword);
    }
    return withRoom(keyset, usedKeyIds)
        .chain(room -> audioKeys.lockAndAdd(userId, credential.keySalt(), room, newPassword));
  }

  /** If the recovery key unwraps only older keys, the newest of them becomes the current one. */
  private Uni<AudioKeyset> recover(StoredAccount stored, Password newPassword, String recoveryKey) {
    String userId = stored.account().userId();
    Credential credential = stored.credential();
    AudioKeyset keyset = credential.audioKeys();
    List<WrappedAudioKey> all = keyset == null ? List.of() : keyset.all();
    UnwrappedAudioKeys unwrapped = audioKeys.unwrapWithRecoveryKey(userId, all, recoveryKey);
    if (unwrapped.isEmpty()) {
      return Uni.createFrom().failure(ApiException.of(ErrorCode.RECOVERY_KEY_INVALID));
    }
    String current = unwrapped.keyIds().iterator().next();
    return audioKeys
        .wrap(userId, credential.keySalt(), keyset.makeCurrent(current), unwrapped, newPassword)
        .eventually(unwrapped::close);
  }

  private static Uni<AudioKeyset> withRoom(
      AudioKeyset keyset, Supplier<Uni<Set<String>>> usedKeyIds) {
    if (!keyset.isFull()) {
      return Uni.createFrom().item(keyset);
    }
    return usedKeyIds
        .get()
        .map(keyset::withRoom)
        .invoke(
            room -> {
              if (room.isFull()) {
                throw ApiException.of(ErrorCode.TOO_MANY_AUDIO_KEYS);
              }
            });
  }
}
