package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** What a password opens, and how it is changed. */
@ApplicationScoped
public class AccountPasswords {
  private final AccountService accounts;
  private final AccountStore store;
  private final PasswordHashing hashing;
  private final AudioKeys audioKeys;
  private final TokenSeals seals;
  private final InstantSource clock;

  AccountPasswords(
      AccountService accounts,
      AccountStore store,
      PasswordHashing hashing,
      AudioKeys audioKeys,
      TokenSeals seals,
      InstantSource clock) {
    this.accounts = accounts;
    this.store = store;
    this.hashing = hashing;
    this.audioKeys = audioKeys;
    this.seals = seals;
    this.clock = clock;
  }

  /**
   * Looks at an e-mail address and a password. An unknown address costs as much as a wrong
   * password.
   *
   * @param permission waited for beside the look-up and before the hash; its failure is the outcome
   */
  public Uni<Authentication> authenticate(
      EmailAddress email, Password password, Uni<Void> permission) {
    Uni<Optional<StoredAccount>> account =
        store
            .findUserId(email)
            .chain(userId -> store.find(userId.orElseGet(AccountPasswords::nobody)));
    return permitted(account, permission)
        .chain(
            found ->
                verify(found, password)
                    .chain(
                        isRight ->
                            isRight
                                ? welcome(found.orElseThrow(), password)
                                : Uni.createFrom().item(wrong(found))));
  }

  /**
   * Puts {@code fresh} in the place of {@code current}; false where that is not the password.
   *
   * @param permission as for {@link #authenticate}
   * @throws ApiException where the new password does not fit the policy; {@link ErrorCode#CONFLICT}
   *     where the password was changed at the same time
   */
  public Uni<Boolean> changePassword(
      String userId, Password current, Password fresh, Uni<Void> permission) {
    accounts.refuseUnfit(fresh);
    return permitted(store.find(userId), permission)
        .chain(
            found ->
                verify(found, current)
                    .chain(
                        isRight ->
                            isRight
                                ? replacePassword(found.orElseThrow(), current, fresh)
                                    .replaceWith(true)
                                : Uni.createFrom().item(false)));
  }

  /** All that hangs on the password changes in this one conditional write. */
  private Uni<Void> replacePassword(StoredAccount stored, Password current, Password fresh) {
    String userId = stored.account().userId();
    Credential old = stored.credential();
    Uni<WrappedAudioKey> key =
        old.audioKey() == null
            ? audioKeys.create(userId, old.keySalt(), fresh)
            : audioKeys.rewrap(userId, old.keySalt(), old.audioKey(), current, fresh);
    return hashing
        .hash(fresh)
        .chain(hash -> key.map(freshKey -> old.with(hash, freshKey)))
        .chain(changed -> store.replace(userId, old, changed, clock.instant()))
        .invoke(
            replaced -> {
              if (!replaced) {
                throw ApiException.of(ErrorCode.CONFLICT);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Authentication> welcome(StoredAccount stored, Password password) {
    String userId = stored.account().userId();
    if (stored.account().status() == Status.SUSPENDED) {
      return Uni.createFrom().item(new Authentication.Suspended(userId));
    }
    Instant now = clock.instant();
    return upToDate(stored, password)
        .chain(
            ready ->
                ready
                    .map(current -> welcome(userId, current.credential(), now))
                    .orElseGet(() -> refused(userId)));
  }

  private Uni<Authentication> welcome(String userId, Credential credential, Instant now) {
    return seals
        .renew(userId, credential)
        .chain(
            renewed ->
                store
                    .welcome(userId, renewed.passwordHash(), now)
                    .chain(
                        welcomed ->
                            welcomed
                                .map(account -> new StoredAccount(account, renewed))
                                .map(accounts::signedIn)
                                .<Authentication>map(Authentication.Right::new)
                                .map(right -> Uni.createFrom().item(right))
                                .orElseGet(() -> refused(userId))));
  }

  /** Suspended or given another password while the old one was looked at. */
  private Uni<Authentication> refused(String userId) {
    return store
        .find(userId)
        .map(
            found ->
                found.filter(now -> now.account().status() == Status.SUSPENDED).isPresent()
                    ? new Authentication.Suspended(userId)
                    : wrong(found));
  }

  private static Authentication wrong(Optional<StoredAccount> found) {
    return new Authentication.Wrong(found.map(StoredAccount::account).map(Account::userId));
  }

  /**
   * Whether it is the account's password; where there is none of either, as slow as if there were.
   */
  Uni<Boolean> verify(Optional<StoredAccount> found, Password password) {
    return found
        .map(StoredAccount::credential)
        .map(Credential::passwordHash)
        .map(hash -> hashing.verify(password, hash))
        .orElseGet(() -> hashing.verifyNobody(password));
  }

  /** What was looked up, once {@code permission} is there; its failure is the outcome. */
  static <T> Uni<T> permitted(Uni<T> lookUp, Uni<Void> permission) {
    return Uni.combine().all().unis(lookUp, permission).with((found, permitted) -> found);
  }

  /**
   * The account with a password hash and an audio key of today's cost, and with an audio key at
   * all: one made before there were any gets it here. Where somebody else was faster, theirs
   * counts; empty where that was a change of the password.
   */
  Uni<Optional<StoredAccount>> upToDate(StoredAccount stored, Password password) {
    String userId = stored.account().userId();
    Credential old = stored.credential();
    WrappedAudioKey oldKey = old.audioKey();
    boolean rehash = hashing.needsRehash(old.passwordHash());
    if (!rehash && oldKey != null && !audioKeys.isOutdated(oldKey)) {
      return Uni.createFrom().item(Optional.of(stored));
    }
    Uni<String> hash = rehash ? hashing.hash(password) : Uni.createFrom().item(old.passwordHash());
    Uni<WrappedAudioKey> key =
        oldKey == null
            ? audioKeys.create(userId, old.keySalt(), password)
            : audioKeys.rewrap(userId, old.keySalt(), oldKey, password, password);
    return hash.chain(freshHash -> key.map(freshKey -> old.with(freshHash, freshKey)))
        .chain(
            fresh ->
                store.replace(userId, old, fresh, clock.instant()).map(won -> won ? fresh : null))
        .chain(
            fresh ->
                fresh == null
                    ? changedMeanwhile(userId, password)
                    : Uni.createFrom()
                        .item(Optional.of(new StoredAccount(stored.account(), fresh))));
  }

  private Uni<Optional<StoredAccount>> changedMeanwhile(String userId, Password password) {
    return store
        .find(userId)
        .chain(found -> verify(found, password).map(isRight -> found.filter(account -> isRight)));
  }

  /**
   * An id that no account has: the second read of a login happens whether or not the address is
   * known.
   */
  private static String nobody() {
    return UUID.randomUUID().toString();
  }
}
