package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordPolicy;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
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
  static final String FIRST_PLAN = "free";
  private static final int KEY_SALT_SIZE = 32;

  private final AccountStore store;
  private final PasswordHashing hashing;
  private final PasswordPolicy policy;
  private final AudioKeys audioKeys;
  private final ApiTokens apiTokens;
  private final InstantSource clock;
  private final SecureRandom random;

  AccountService(
      AccountStore store,
      PasswordHashing hashing,
      PasswordPolicy policy,
      AudioKeys audioKeys,
      ApiTokens apiTokens,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.hashing = hashing;
    this.policy = policy;
    this.audioKeys = audioKeys;
    this.apiTokens = apiTokens;
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
   * The owner of the account, where the password is right. An unknown address costs as much as a
   * wrong password.
   */
  public Uni<Optional<SignedIn>> authenticate(EmailAddress email, Password password) {
    return store
        .findUserId(email)
        .chain(userId -> store.find(userId.orElseGet(AccountService::nobody)))
        .chain(
            found -> {
              String hash =
                  found.map(StoredAccount::credential).map(Credential::passwordHash).orElse(null);
              Uni<Boolean> right =
                  hash == null ? hashing.verifyNobody(password) : hashing.verify(password, hash);
              return right.chain(
                  isRight ->
                      isRight
                          ? welcome(found.orElseThrow(), password)
                          : Uni.createFrom().item(Optional.empty()));
            });
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<SignedIn> find(String userId) {
    return existing(userId).map(this::signedIn);
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
   * The user's audio key, which the caller closes. The key itself proves the password: only the
   * right one unwraps it (docs/decisions/0030).
   *
   * @throws ApiException {@link ErrorCode#INVALID_PASSWORD}, {@link ErrorCode#AUDIO_KEY_LOCKED},
   *     {@link ErrorCode#ACCOUNT_SUSPENDED} or {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<SecretBytes> openAudioKey(String userId, Password password) {
    return unlocked(userId, password).map(Unlocked::audioKey);
  }

  /**
   * Wraps the audio key under a new recovery key, which replaces an earlier one, and gives its
   * written form, which nobody can give again.
   *
   * @throws ApiException as {@link #openAudioKey}, or {@link ErrorCode#CONFLICT}
   */
  public Uni<String> createRecoveryKey(String userId, Password password) {
    return unlocked(userId, password)
        .chain(
            unlocked -> {
              Credential old = unlocked.credential();
              AudioKeys.Recovery recovery;
              try (SecretBytes audioKey = unlocked.audioKey()) {
                recovery = audioKeys.recovery(userId, audioKey);
              }
              Credential fresh =
                  old.with(
                      old.passwordHash(),
                      new WrappedAudioKey(
                          old.audioKey().wrapped(), old.audioKey().cost(), recovery.wrapped()));
              return store
                  .replace(userId, old, fresh, clock.instant())
                  .map(
                      won -> {
                        if (!won) {
                          throw ApiException.of(ErrorCode.CONFLICT);
                        }
                        return recovery.text();
                      });
            });
  }

  private record Unlocked(Credential credential, SecretBytes audioKey) {}

  private Uni<Unlocked> unlocked(String userId, Password password) {
    return existing(userId)
        .chain(
            stored -> {
              refuseSuspended(stored.account());
              Credential credential = stored.credential();
              Uni<Optional<SecretBytes>> opened =
                  credential.audioKey() == null
                      ? Uni.createFrom().item(Optional.empty())
                      : audioKeys.unwrap(
                          userId, credential.keySalt(), credential.audioKey(), password);
              return opened.chain(
                  key ->
                      key.map(audioKey -> new Unlocked(credential, audioKey))
                          .map(unlocked -> Uni.createFrom().item(unlocked))
                          .orElseGet(() -> locked(stored, password)));
            });
  }

  /** The wrong password; or the right one for an account whose key is missing or out of step. */
  private Uni<Unlocked> locked(StoredAccount stored, Password password) {
    Credential credential = stored.credential();
    if (credential.passwordHash() == null) {
      throw ApiException.of(ErrorCode.INVALID_PASSWORD);
    }
    return hashing
        .verify(password, credential.passwordHash())
        .chain(
            right -> {
              if (!right) {
                throw ApiException.of(ErrorCode.INVALID_PASSWORD);
              }
              if (credential.audioKey() != null) {
                throw ApiException.of(ErrorCode.AUDIO_KEY_LOCKED);
              }
              return upToDate(stored, password, clock.instant())
                  .chain(ready -> unlocked(ready.account().userId(), password));
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
        FIRST_PLAN,
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

  private Uni<Optional<SignedIn>> welcome(StoredAccount stored, Password password) {
    refuseSuspended(stored.account());
    String userId = stored.account().userId();
    Instant now = clock.instant();
    Uni<Account> seen =
        store.change(
            userId, new AttributeChange().set("lastLoginAt", AttributeValue.fromS(now.toString())));
    return upToDate(stored, password, now)
        .map(StoredAccount::credential)
        .chain(
            credential ->
                seen.map(account -> Optional.of(signedIn(new StoredAccount(account, credential)))));
  }

  /**
   * The account with a password hash and an audio key of today's cost, and with an audio key at
   * all: one made before there were any gets it here. Where somebody else was faster, theirs
   * counts.
   */
  private Uni<StoredAccount> upToDate(StoredAccount stored, Password password, Instant now) {
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
        .chain(fresh -> store.replace(userId, old, fresh, now).map(won -> won ? fresh : null))
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
