package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.ChallengeMails.ChallengeMail;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.credential.AudioKeys;
import io.vestibule.credential.AudioKeyset;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.credential.PasswordPolicies;
import io.vestibule.crypto.Password;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import io.vestibule.outbox.Outbox;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Sign-up, look-up and owner changes of accounts. */
@ApplicationScoped
public class AccountService {
  private static final int KEY_SALT_SIZE = 32;

  private final AccountStore store;
  private final PasswordHashing hashing;
  private final PasswordPolicies policies;
  private final AudioKeys audioKeys;
  private final ApiTokens apiTokens;
  private final AccountAdministration administration;
  private final EmailVerification verification;
  private final ChallengeMails challengeMails;
  private final Outbox outbox;
  private final EventPublisher events;
  private final InstantSource clock;
  private final SecureRandom random;

  AccountService(
      AccountStore store,
      PasswordHashing hashing,
      PasswordPolicies policies,
      AudioKeys audioKeys,
      ApiTokens apiTokens,
      AccountAdministration administration,
      EmailVerification verification,
      ChallengeMails challengeMails,
      Outbox outbox,
      EventPublisher events,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.hashing = hashing;
    this.policies = policies;
    this.audioKeys = audioKeys;
    this.apiTokens = apiTokens;
    this.administration = administration;
    this.verification = verification;
    this.challengeMails = challengeMails;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Creates an account, with the mail that verifies its address. Empty if an account with this
   * address exists. The look-up avoids the cost of a hash for a taken address, unless the time of
   * the answer must not tell; the condition of the transaction guarantees uniqueness.
   *
   * @throws ApiException if the password violates the policy
   */
  public Uni<Optional<AuthenticatedAccount>> signUp(EmailAddress email, Password password) {
    policies.checkLength(password);
    return store
        .findUserId(email)
        .chain(
            taken ->
                taken.isPresent() && verification.mode() != VerificationMode.REQUIRED
                    ? Uni.createFrom().item(Optional.empty())
                    : create(email, password, taken.isEmpty()));
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<AuthenticatedAccount> find(String userId) {
    return existing(userId).map(this::authenticated);
  }

  /** Finds the account with this address, for administrators and operators. */
  public Uni<Optional<Account>> findByEmail(EmailAddress email) {
    return store
        .findUserId(email)
        .chain(
            userId ->
                userId.map(store::find).orElseGet(() -> Uni.createFrom().item(Optional.empty())))
        .map(found -> found.map(StoredAccount::account));
  }

  /** Sets the role, on behalf of an operator; see {@link AccountAdministration#change}. */
  public Uni<Account> setRole(String userId, Role role) {
    return administration.change(
        userId, AccountStatusChange.role(role), AccountAdministration.OPERATOR);
  }

  /**
   * Suspends the account or lifts the suspension, on behalf of an operator; see {@link
   * AccountAdministration#change}.
   */
  public Uni<Account> setStatus(String userId, Status status) {
    return administration.change(
        userId, AccountStatusChange.status(status), AccountAdministration.OPERATOR);
  }

  /** Sets the plan, on behalf of an operator; see {@link AccountAdministration#change}. */
  public Uni<Account> setPlan(String userId, String plan) {
    return administration.change(
        userId, AccountStatusChange.plan(plan), AccountAdministration.OPERATOR);
  }

  /** Applies a merge patch to the fields that the owner may change. */
  public Uni<Account> change(String userId, ObjectNode patch) {
    return find(userId)
        .chain(
            owner -> {
              AttributeChange change = AccountPatch.of(patch, owner.account().role());
              change.set("updatedAt", AttributeValue.fromS(clock.instant().toString()));
              List<String> changed = new ArrayList<>();
              patch.fieldNames().forEachRemaining(changed::add);
              return events
                  .prepare(Event.of(EventType.USER_UPDATED, userId).with("changed", changed))
                  .chain(
                      event -> store.change(userId, change, event.writes()).invoke(event::deliver));
            });
  }

  /**
   * @param free whether the address has no account
   */
  private Uni<Optional<AuthenticatedAccount>> create(
      EmailAddress email, Password password, boolean free) {
    Account account = Account.newCustomer(UUID.randomUUID().toString(), email, clock.instant());
    String keySalt = newKeySalt();
    return policies
        .checkStrength(password, email.value())
        .chain(() -> hashing.hash(password))
        .chain(
            hash ->
                audioKeys
                    .create(account.userId(), keySalt, password)
                    .chain(
                        keys ->
                            free
                                ? create(account, hash, keySalt, keys)
                                : Uni.createFrom().item(Optional.empty())));
  }

  private Uni<Optional<AuthenticatedAccount>> create(
      Account account, String hash, String keySalt, AudioKeyset audioKeys) {
    ApiToken apiToken = apiTokens.create();
    String sealed = apiTokens.seal(apiToken, account.userId());
    StoredAccount stored =
        new StoredAccount(account, new Credential(hash, keySalt, audioKeys, sealed));
    List<TransactWriteItem> further = new ArrayList<>();
    further.add(
        apiTokens.creation(
            apiToken, account.userId(), account.email(), account.plan(), account.createdAt()));
    Optional<ChallengeMail> mail =
        Optional.of(account.email())
            .filter(verification::sendsTo)
            .map(
                email ->
                    challengeMails.prepare(ChallengePurpose.VERIFY_EMAIL, account.userId(), email));
    mail.map(ChallengeMail::writes).ifPresent(further::addAll);
    return events
        .prepare(Event.of(EventType.USER_CREATED, account.userId()).with("origin", "sign-up"))
        .chain(
            event ->
                store
                    .create(stored, event.after(further))
                    .invoke(
                        created -> {
                          if (created) {
                            mail.map(ChallengeMail::mail).ifPresent(outbox::deliverSoon);
                            event.deliver();
                          }
                        }))
        .map(created -> created ? Optional.of(authenticated(stored)) : Optional.empty());
  }

  private String newKeySalt() {
    byte[] salt = new byte[KEY_SALT_SIZE];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
  }

  /**
   * The account with its credential, read consistently. Empty while the account is being erased.
   */
  public Uni<Optional<StoredAccount>> findStored(String userId) {
    return store.find(userId);
  }

  /** Whether the users table has an item with this id, even one that is being erased. */
  public Uni<Boolean> exists(String userId) {
    return store.exists(userId);
  }

  /** The id of the account that logs in with this address, read consistently. */
  public Uni<Optional<String>> findUserId(EmailAddress email) {
    return store.findUserId(email);
  }

  /** The account's attributes that its owner may export, read consistently. */
  public Uni<Optional<JsonNode>> export(String userId) {
    return store.export(userId);
  }

  /**
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<StoredAccount> existing(String userId) {
    return store
        .find(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  AuthenticatedAccount authenticated(StoredAccount stored) {
    ApiToken apiToken =
        apiTokens.open(stored.credential().sealedApiToken(), stored.account().userId());
    Credential credential = stored.credential();
    return new AuthenticatedAccount(
        stored.account(), apiToken, credential.keySalt(), credential.audioKeys());
  }
}
