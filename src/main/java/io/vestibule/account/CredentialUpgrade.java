package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.credential.PasswordMatch;
import io.vestibule.crypto.Password;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Brings a stored credential up to date while its password is at hand. */
@ApplicationScoped
class CredentialUpgrade {
  private final AccountStore store;
  private final CredentialStore credentials;
  private final PasswordHashing hashing;
  private final AudioKeys audioKeys;
  private final InstantSource clock;

  CredentialUpgrade(
      AccountStore store,
      CredentialStore credentials,
      PasswordHashing hashing,
      AudioKeys audioKeys,
      InstantSource clock) {
    this.store = store;
    this.credentials = credentials;
    this.hashing = hashing;
    this.audioKeys = audioKeys;
    this.clock = clock;
  }

  /**
   * Replaces a password hash or wrapped audio keys of outdated cost, and creates a missing audio
   * key. A concurrent writer wins. Empty if that writer changed the password.
   *
   * @param match how the password matched the stored hash
   */
  Uni<Optional<StoredAccount>> ifNeeded(
      StoredAccount stored, Password password, PasswordMatch match) {
    Credential old = stored.credential();
    AudioKeyset keys = old.audioKeys();
    boolean rehash = match == PasswordMatch.AS_TYPED || hashing.needsRehash(old.passwordHash());
    return rehash || keys == null || audioKeys.isOutdated(keys)
        ? replace(stored, password, rehash)
        : Uni.createFrom().item(Optional.of(stored));
  }

  /**
   * Gives an account without a password this one. A concurrent writer wins, as above; so does an
   * administrator who has made the former password invalid.
   */
  Uni<Optional<StoredAccount>> addPassword(StoredAccount stored, Password password) {
    return replace(stored, password, true);
  }

  private Uni<Optional<StoredAccount>> replace(
      StoredAccount stored, Password password, boolean rehash) {
    String userId = stored.account().userId();
    Credential old = stored.credential();
    Uni<String> hash = rehash ? hashing.hash(password) : Uni.createFrom().item(old.passwordHash());
    Uni<AudioKeyset> keys =
        old.audioKeys() == null
            ? audioKeys.create(userId, old.keySalt(), password)
            : audioKeys.rewrap(userId, old.keySalt(), old.audioKeys(), password, password);
    return hash.chain(newHash -> keys.map(newKeys -> old.with(newHash, newKeys)))
        .chain(
            updated ->
                store(userId, old, updated)
                    .chain(
                        replaced ->
                            replaced
                                ? Uni.createFrom()
                                    .item(Optional.of(new StoredAccount(stored.account(), updated)))
                                : changedMeanwhile(userId, password)));
  }

  private Uni<Boolean> store(String userId, Credential old, Credential updated) {
    Instant now = clock.instant();
    return old.passwordHash() == null
        ? credentials.migrate(userId, old, updated, now)
        : credentials.replace(userId, old, updated, now);
  }

  private Uni<Optional<StoredAccount>> changedMeanwhile(String userId, Password password) {
    return store
        .find(userId)
        .chain(
            found ->
                found
                    .map(StoredAccount::credential)
                    .map(Credential::passwordHash)
                    .map(hash -> hashing.verify(password, hash))
                    .orElseGet(() -> Uni.createFrom().item(false))
                    .map(correct -> found.filter(account -> correct)));
  }
}
