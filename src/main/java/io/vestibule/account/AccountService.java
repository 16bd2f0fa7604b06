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

/** The rules of accounts: who may have one, who may open it, what its owner may change. */
@ApplicationScoped
public class AccountService {
  private static final int KEY_SALT_SIZE = 32;

  private final AccountStore store;
  private final PasswordHashing hashing;
  private final PasswordPolicy policy;
  private final ApiTokens apiTokens;
  private final StandingService standing;
  private final InstantSource clock;
  private final SecureRandom random;

  AccountService(
      AccountStore store,
      PasswordHashing hashing,
      PasswordPolicy policy,
      ApiTokens apiTokens,
      StandingService standing,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.hashing = hashing;
    this.policy = policy;
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
    return store
        .find(userId)
        .map(
            found ->
                found
                    .map(this::signedIn)
                    .orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
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
    return hashing
        .hash(password)
        .chain(
            hash -> {
              ApiToken apiToken = apiTokens.create();
              StoredAccount stored = newAccount(email, hash, apiToken);
              Account account = stored.account();
              return store
                  .create(
                      stored,
                      apiTokens.creation(
                          apiToken,
                          account.userId(),
                          account.email(),
                          account.plan(),
                          account.createdAt()))
                  .map(created -> created ? Optional.of(signedIn(stored)) : Optional.empty());
            });
  }

  private StoredAccount newAccount(EmailAddress email, String hash, ApiToken apiToken) {
    String userId = UUID.randomUUID().toString();
    Instant now = clock.instant();
    byte[] keySalt = new byte[KEY_SALT_SIZE];
    random.nextBytes(keySalt);
    Account account =
        new Account(
            userId,
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
    return new StoredAccount(
        account,
        new Credential(hash, HexFormat.of().formatHex(keySalt), apiTokens.seal(apiToken, userId)));
  }

  private Uni<Optional<SignedIn>> welcome(StoredAccount stored, Password password) {
    if (stored.account().status() == Status.SUSPENDED) {
      throw ApiException.of(ErrorCode.ACCOUNT_SUSPENDED);
    }
    String userId = stored.account().userId();
    Instant now = clock.instant();
    Uni<Account> seen =
        store.change(
            userId, new AttributeChange().set("lastLoginAt", AttributeValue.fromS(now.toString())));
    return rehashed(stored, password, now)
        .chain(() -> seen)
        .map(account -> Optional.of(signedIn(new StoredAccount(account, stored.credential()))));
  }

  private Uni<Void> rehashed(StoredAccount stored, Password password, Instant now) {
    String old = stored.credential().passwordHash();
    if (!hashing.needsRehash(old)) {
      return Uni.createFrom().voidItem();
    }
    return hashing
        .hash(password)
        .chain(fresh -> store.rehash(stored.account().userId(), old, fresh, now));
  }

  private SignedIn signedIn(StoredAccount stored) {
    ApiToken apiToken =
        apiTokens.open(stored.credential().sealedApiToken(), stored.account().userId());
    return new SignedIn(stored.account(), apiToken, stored.credential().keySalt());
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
