package io.vestibule.identity;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.Account;
import io.vestibule.account.AccountService;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.StoredAccount;
import io.vestibule.identity.ProvisioningResult.Outcome;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Just-in-time provisioning: makes an account at the first sign-in with an external issuer. Issuer
 * and subject identify the user; an e-mail address never leads to an existing account. A verified
 * address is taken from an account that has not verified it (docs/decisions/0051, 0071).
 */
@ApplicationScoped
public class ProvisioningService {
  private final FederatedIdentityStore identities;
  private final ProvisioningStore store;
  private final AccountService accounts;
  private final EmailClaims emailClaims;
  private final ApiTokens apiTokens;
  private final InstantSource clock;
  private final NewAccounts newAccounts;

  ProvisioningService(
      FederatedIdentityStore identities,
      ProvisioningStore store,
      AccountService accounts,
      EmailClaims emailClaims,
      ApiTokens apiTokens,
      InstantSource clock,
      NewAccounts newAccounts) {
    this.identities = identities;
    this.store = store;
    this.accounts = accounts;
    this.emailClaims = emailClaims;
    this.apiTokens = apiTokens;
    this.clock = clock;
    this.newAccounts = newAccounts;
  }

  /**
   * The account of that identity, created if there is none. Of concurrent first requests one
   * creates it and the others find it. Claims that arrive later complete an account: see {@link
   * ClaimsCompletion}.
   *
   * @param user as the issuer describes them now; a verified address is taken from an account that
   *     has not verified it
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} if the account was erased after the user
   *     authenticated
   */
  public Uni<ProvisioningResult> provision(ExternalUser user) {
    return provision(user, true);
  }

  /** As {@link #provision}, for imports: never takes an address from another account. */
  public Uni<ProvisioningResult> importUser(ExternalUser user) {
    return provision(user, false);
  }

  private Uni<ProvisioningResult> provision(ExternalUser user, boolean takeAddress) {
    return identities
        .find(user.identity())
        .chain(
            row -> {
              if (row.isPresent() && row.get().userId() != null) {
                return found(row.get().userId(), user);
              }
              if (row.map(FederatedIdentityStore.Row::erasedAt)
                  .filter(at -> isBefore(user, at))
                  .isPresent()) {
                return Uni.createFrom().failure(ApiException.of(ErrorCode.TOKEN_INVALID));
              }
              return create(
                  user,
                  user.userId().orElseGet(ProvisioningService::newId),
                  EmailClaim.of(user),
                  takeAddress);
            });
  }

  /**
   * What {@link #provision} would do. For an account that exists it also reports whether the
   * address belongs to another account.
   */
  public Uni<ProvisioningResult.ProvisioningPreview> preview(ExternalUser user) {
    return identities
        .find(user.identity())
        .map(row -> row.map(FederatedIdentityStore.Row::userId))
        .chain(
            existing ->
                Uni.combine()
                    .all()
                    .unis(exists(existing.or(user::userId)), emailOwner(user))
                    .with(
                        (exists, owner) ->
                            new ProvisioningResult.ProvisioningPreview(
                                existing.isPresent()
                                    ? Outcome.FOUND
                                    : exists ? Outcome.ADOPTED : Outcome.CREATED,
                                owner.isEmpty() || owner.equals(existing))));
  }

  private Uni<Boolean> exists(Optional<String> userId) {
    return userId.map(id -> accounts.exists(id)).orElseGet(() -> Uni.createFrom().item(false));
  }

  private Uni<Optional<String>> emailOwner(ExternalUser user) {
    return user.emailVerified()
        ? accounts.findUserId(EmailAddress.of(user.email()))
        : Uni.createFrom().item(Optional.empty());
  }

  private Uni<ProvisioningResult> found(String userId, ExternalUser user) {
    return accounts
        .findStored(userId)
        .map(stored -> stored.orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID)))
        .call(stored -> recordSignIn(stored.account(), user))
        .chain(
            stored ->
                complete(stored, user)
                    .map(
                        completed ->
                            new ProvisioningResult(
                                ProvisionedAccount.of(stored.account()),
                                Outcome.FOUND,
                                true,
                                completed)));
  }

  /** Once for each authentication, not for each request. */
  private Uni<Void> recordSignIn(Account account, ExternalUser user) {
    Instant at = user.authenticatedAt();
    boolean isNew =
        at != null && (account.lastLoginAt() == null || at.isAfter(account.lastLoginAt()));
    return isNew ? store.recordSignIn(account.userId(), at) : Uni.createFrom().voidItem();
  }

  /** At sign-ins only: an import that runs again must not change an account. */
  private Uni<Set<String>> complete(StoredAccount stored, ExternalUser user) {
    if (user.authenticatedAt() == null) {
      return Uni.createFrom().item(Set.of());
    }
    return store
        .receivedClaims(stored.account().userId())
        .chain(
            received ->
                received.containsAll(ClaimsCompletion.claims(user))
                    ? Uni.createFrom().item(Set.of())
                    : complete(stored, user, received, EmailClaim.free()));
  }

  private Uni<Set<String>> complete(
      StoredAccount stored, ExternalUser user, Set<String> received, EmailClaim claim) {
    ClaimsCompletion completion =
        ClaimsCompletion.of(stored, user, received, claim.reservesAddress());
    return store
        .complete(completion, claim, clock.instant())
        .call(result -> emailClaims.afterwards(claim, result))
        .chain(
            result ->
                switch (result) {
                  case DONE -> Uni.createFrom().item(completion.completed());
                  case EMAIL_TAKEN ->
                      emailClaims
                          .next(claim, user.email(), stored.account().userId(), true)
                          .chain(next -> complete(stored, user, received, next));
                  // The account has changed meanwhile; the next token completes it.
                  case IDENTITY_TAKEN, ACCOUNT_REFUSED -> Uni.createFrom().item(Set.of());
                });
  }

  private Uni<ProvisioningResult> create(
      ExternalUser user, String userId, EmailClaim claim, boolean takeAddress) {
    ApiToken apiToken = apiTokens.create();
    StoredAccount stored = newAccounts.create(user, userId, apiToken);
    Account account = stored.account();
    var tokenWrite =
        apiTokens.creation(apiToken, userId, account.email(), account.plan(), account.createdAt());
    return store
        .create(stored, user.identity(), ClaimsCompletion.claims(user), claim, tokenWrite)
        .call(result -> emailClaims.afterwards(claim, result))
        .chain(
            result ->
                switch (result) {
                  case DONE -> created(stored, user, claim);
                  case IDENTITY_TAKEN -> provision(user, takeAddress);
                  case EMAIL_TAKEN ->
                      emailClaims
                          .next(claim, user.email(), userId, takeAddress)
                          .chain(next -> create(user, userId, next, takeAddress));
                  case ACCOUNT_REFUSED -> adopt(user, stored, claim, takeAddress, apiToken);
                });
  }

  /**
   * The id is taken: by a record of an earlier system, or by an account that has unlinked this
   * identity.
   */
  private Uni<ProvisioningResult> adopt(
      ExternalUser user,
      StoredAccount stored,
      EmailClaim claim,
      boolean takeAddress,
      ApiToken apiToken) {
    Account account = stored.account();
    var tokenWrite =
        apiTokens.creation(
            apiToken, account.userId(), account.email(), account.plan(), account.createdAt());
    return store
        .adopt(stored, user.identity(), claim, tokenWrite)
        .call(result -> emailClaims.afterwards(claim, result))
        .chain(
            result ->
                switch (result) {
                  case DONE ->
                      found(account.userId(), user)
                          .map(
                              found ->
                                  new ProvisioningResult(
                                      found.account(), Outcome.ADOPTED, isEmailFree(user, claim)));
                  case IDENTITY_TAKEN -> provision(user, takeAddress);
                  case EMAIL_TAKEN ->
                      emailClaims
                          .next(claim, user.email(), account.userId(), takeAddress)
                          .chain(next -> adopt(user, stored, next, takeAddress, apiToken));
                  // The claim names the refused account.
                  case ACCOUNT_REFUSED -> create(user, newId(), EmailClaim.of(user), takeAddress);
                });
  }

  private static Uni<ProvisioningResult> created(
      StoredAccount stored, ExternalUser user, EmailClaim claim) {
    return Uni.createFrom()
        .item(
            new ProvisioningResult(
                ProvisionedAccount.of(stored.account()),
                Outcome.CREATED,
                isEmailFree(user, claim)));
  }

  private static boolean isEmailFree(ExternalUser user, EmailClaim claim) {
    return claim.reservesAddress() || !user.emailVerified();
  }

  private static boolean isBefore(ExternalUser user, Instant erasedAt) {
    return user.authenticatedAt() == null || !user.authenticatedAt().isAfter(erasedAt);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
