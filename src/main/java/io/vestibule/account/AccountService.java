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
                                ? replacePassword(found.orElseThrow(), fresh).replaceWith(true)
                                : Uni.createFrom().item(false)));
  }

  /** All that hangs on the password changes in this one conditional write. */
  private Uni<Void> replacePassword(StoredAccount stored, Password fresh) {
    return hashing
        .hash(fresh)
        .chain(hash -> replaceHash(stored, hash, new AttributeChange()))
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

  private Uni<Authentication> welcome(StoredAccount stored, Password password) {
    String userId = stored.account().userId();
    if (stored.account().status() == Status.SUSPENDED) {
      return Uni.createFrom().item(new Authentication.Suspended(userId));
    }
    String now = clock.instant().toString();
    Uni<Account> seen =
        store.change(userId, new AttributeChange().set("lastLoginAt", AttributeValue.fromS(now)));
    return rehashed(stored, password)
        .chain(() -> seen)
        .map(account -> signedIn(new StoredAccount(account, stored.credential())))
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

  /** Whoever changed the password meanwhile has a hash of today's cost, too. */
  private Uni<Void> rehashed(StoredAccount stored, Password password) {
    if (!hashing.needsRehash(stored.credential().passwordHash())) {
      return Uni.createFrom().voidItem();
    }
    return hashing
        .hash(password)
        .chain(hash -> replaceHash(stored, hash, new AttributeChange()))
        .replaceWithVoid();
  }

  private Uni<Boolean> replaceHash(StoredAccount stored, String hash, AttributeChange further) {
    AttributeChange change =
        further
            .set("password_hash", AttributeValue.fromS(hash))
            .set("updatedAt", AttributeValue.fromS(clock.instant().toString()));
    return store.replaceHash(stored.account().userId(), stored.credential().passwordHash(), change);
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
