package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.crypto.PasswordPolicy;
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

/** The rules of accounts: who may have one, what their owners and operators may change. */
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

  Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  SignedIn signedIn(StoredAccount stored) {
    ApiToken apiToken =
        apiTokens.open(stored.credential().sealedApiToken(), stored.account().userId());
    Credential credential = stored.credential();
    AudioKey audioKey =
        credential.audioKey() == null ? null : credential.audioKey().of(stored.account().userId());
    return new SignedIn(stored.account(), apiToken, credential.keySalt(), audioKey);
  }

  /**
   * @throws ApiException where the password does not fit the policy
   */
  void refuseUnfit(Password password) {
    switch (policy.check(password)) {
      case TOO_SHORT -> throw ApiException.of(ErrorCode.PASSWORD_TOO_SHORT);
      case TOO_LONG -> throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
      case WELL_KNOWN -> throw ApiException.of(ErrorCode.PASSWORD_WELL_KNOWN);
      case ACCEPTED -> {}
    }
  }
}
