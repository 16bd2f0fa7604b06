package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordPolicy;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The rules of accounts: who may have one, who may open it, what its owner may change. */
@ApplicationScoped
public class AccountService {
  private static final int KEY_SALT_SIZE = 32;

  private final AccountStore store;
  private final PasswordHashing hashing;
  private final PasswordPolicy policy;
  private final AudioKeys audioKeys;
  private final ApiTokens apiTokens;
  private final StandingService standing;
  private final InstantSource clock;
  private final SecureRandom random;

  AccountService(
      AccountStore store,
      PasswordHashing hashing,
      PasswordPolicy policy,
      AudioKeys audioKeys,
      ApiTokens apiTokens,
      StandingService standing,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.hashing = hashing;
    this.policy = policy;
    this.audioKeys = audioKeys;
    this.apiTokens = apiTokens;
    this.standing = standing;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens an account; empty where the address has one already. The look-up beforehand spares the
   * hash; what decides is the transaction.
   *
   * @throws ApiException where the password does not fit the policy
   */
  public Uni<Optional<SignedIn>> signUp(EmailAddress email, Password password) {
    refuseUnfit(password);
    return store
        .findUserId(email)
        .chain(
            taken ->
                taken.isPresent()
                    ? Uni.createFrom().item(Optional.empty())
                    : create(email, password));
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
            .chain(userId -> store.find(userId.orElseGet(AccountService::nobody)));
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
    refuseUnfit(fresh);
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

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<SignedIn> find(String userId) {
    return existing(userId).map(this::signedIn);
  }

  /** The account of an address, for administrators and operators. */
  public Uni<Optional<Account>> findByEmail(EmailAddress email) {
    return store
        .findUserId(email)
        .chain(
            userId ->
                userId.map(store::find).orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .map(found -> found.map(StoredAccount::account));
  }

  /** Sets the role, on behalf of an operator; see {@link StandingService#change}. */
  public Uni<Account> setRole(String userId, Role role) {
    return standing.change(userId, Standing.role(role), StandingService.OPERATOR);
  }

  /**
   * Suspends the account or lifts the suspension, on behalf of an operator; see {@link
   * StandingService#change}.
   */
  public Uni<Account> setStatus(String userId, Status status) {
    return standing.change(userId, Standing.status(status), StandingService.OPERATOR);
  }

  /** Sets the plan, on behalf of an operator; see {@link StandingService#change}. */
  public Uni<Account> setPlan(String userId, String plan) {
    return standing.change(userId, Standing.plan(plan), StandingService.OPERATOR);
  }

  /** Applies a merge patch of the fields the owner may write. */
  public Uni<Account> change(String userId, ObjectNode patch) {
    return find(userId)
        .chain(
            owner -> {
              AttributeChange change = AccountPatch.of(patch, owner.account().role());
              return store.change(
                  userId,
                  change.set("updatedAt", AttributeValue.fromS(clock.instant().toString())));
            });
  }

  /**
   * The user's audio key, which the caller closes; empty where the password is wrong. The key
   * itself proves the password: only the right one unwraps it (docs/decisions/0030).
   *
   * @param permission as for {@link #authenticate}
   * @throws ApiException {@link ErrorCode#AUDIO_KEY_LOCKED}, {@link ErrorCode#ACCOUNT_SUSPENDED} or
   *     {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<Optional<SecretBytes>> openAudioKey(
      String userId, Password password, Uni<Void> permission) {
    return unlocked(userId, password, permission).map(unlocked -> unlocked.map(Unlocked::audioKey));
  }

  /**
   * Wraps the audio key under a new recovery key, which replaces an earlier one, and gives its
   * written form, which nobody can give again; empty where the password is wrong.
   *
   * @throws ApiException as {@link #openAudioKey}, or {@link ErrorCode#CONFLICT}
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
    return permitted(existing(userId), permission)
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
    return verify(Optional.of(stored), password)
        .chain(
            right -> {
              if (!right) {
                return Uni.createFrom().item(Optional.empty());
              }
              if (stored.credential().audioKey() != null) {
                throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
              }
              return upToDate(stored, password).chain(ready -> unlocked(ready, password));
            });
  }

  private static void refuseSuspended(Account account) {
    if (account.status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
  }

  private Uni<Optional<SignedIn>> create(EmailAddress email, Password password) {
    Account account = newAccount(email);
    String keySalt = newKeySalt();
    return hashing
        .hash(password)
        .chain(
            hash ->
                audioKeys
                    .create(account.userId(), keySalt, password)
                    .chain(audioKey -> create(account, hash, keySalt, audioKey)));
  }

  private Uni<Optional<SignedIn>> create(
      Account account, String hash, String keySalt, WrappedAudioKey audioKey) {
    ApiToken apiToken = apiTokens.create();
    String sealed = apiTokens.seal(apiToken, account.userId());
    StoredAccount stored =
        new StoredAccount(account, new Credential(hash, keySalt, audioKey, sealed));
    return store
        .create(
            stored,
            apiTokens.creation(
                apiToken, account.userId(), account.email(), account.plan(), account.createdAt()))
        .map(created -> created ? Optional.of(signedIn(stored)) : Optional.empty());
  }

  private Account newAccount(EmailAddress email) {
    Instant now = clock.instant();
    return new Account(
        UUID.randomUUID().toString(),
        email.value().substring(0, email.value().indexOf('@')),
        email.value(),
        null,
        Role.CUSTOMER,
        Status.ACTIVE,
        false,
        Plans.FIRST,
        now,
        now,
        null,
        null,
        null,
        null,
        List.of(),
        JsonNodeFactory.instance.arrayNode(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        null);
  }

  private String newKeySalt() {
    byte[] salt = new byte[KEY_SALT_SIZE];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  private Uni<Authentication> welcome(StoredAccount stored, Password password) {
    String userId = stored.account().userId();
    if (stored.account().status() == Status.SUSPENDED) {
      return Uni.createFrom().item(new Authentication.Suspended(userId));
    }
    String now = clock.instant().toString();
    Uni<Account> seen =
        store.change(userId, new AttributeChange().set("lastLoginAt", AttributeValue.fromS(now)));
    return upToDate(stored, password)
        .map(StoredAccount::credential)
        .chain(credential -> seen.map(account -> new StoredAccount(account, credential)))
        .map(this::signedIn)
        .map(Authentication.Right::new);
  }

  private static Authentication wrong(Optional<StoredAccount> found) {
    return new Authentication.Wrong(found.map(StoredAccount::account).map(Account::userId));
  }

  private Uni<Boolean> verify(Optional<StoredAccount> found, Password password) {
    return found
        .map(StoredAccount::credential)
        .map(Credential::passwordHash)
        .map(hash -> hashing.verify(password, hash))
        .orElseGet(() -> hashing.verifyNobody(password));
  }

  private static <T> Uni<T> permitted(Uni<T> lookUp, Uni<Void> permission) {
    return Uni.combine().all().unis(lookUp, permission).with((found, permitted) -> found);
  }

  /**
   * The account with a password hash and an audio key of today's cost, and with an audio key at
   * all: one made before there were any gets it here. Where somebody else was faster, theirs
   * counts.
   */
  private Uni<StoredAccount> upToDate(StoredAccount stored, Password password) {
    String userId = stored.account().userId();
    Credential old = stored.credential();
    WrappedAudioKey oldKey = old.audioKey();
    boolean rehash = hashing.needsRehash(old.passwordHash());
    if (!rehash && oldKey != null && !audioKeys.isOutdated(oldKey)) {
      return Uni.createFrom().item(stored);
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
                    ? existing(userId)
                    : Uni.createFrom().item(new StoredAccount(stored.account(), fresh)));
  }

  private Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  private SignedIn signedIn(StoredAccount stored) {
    ApiToken apiToken =
        apiTokens.open(stored.credential().sealedApiToken(), stored.account().userId());
    Credential credential = stored.credential();
    AudioKey audioKey =
        credential.audioKey() == null ? null : credential.audioKey().of(stored.account().userId());
    return new SignedIn(stored.account(), apiToken, credential.keySalt(), audioKey);
  }

  private void refuseUnfit(Password password) {
    switch (policy.check(password)) {
      case TOO_SHORT -> throw ApiException.of(ErrorCode.PASSWORD_TOO_SHORT);
      case TOO_LONG -> throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
      case WELL_KNOWN -> throw ApiException.of(ErrorCode.PASSWORD_WELL_KNOWN);
      case ACCEPTED -> {}
    }
  }

  /**
   * An id that no account has: the second read of a login happens whether or not the address is
   * known.
   */
  private static String nobody() {
    return UUID.randomUUID().toString();
  }
}
