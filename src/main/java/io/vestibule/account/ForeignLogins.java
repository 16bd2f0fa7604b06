package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Opening.Outcome;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import io.vestibule.web.Digests;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Accounts that are opened by the word of another issuer. Who somebody is, is issuer and subject;
 * an e-mail address never leads to an account that is there (docs/decisions/0051).
 */
@ApplicationScoped
public class ForeignLogins {
  private static final int KEY_SALT_SIZE = 32;

  private final ForeignLoginStore store;
  private final AccountStore accounts;
  private final ApiTokens apiTokens;
  private final InstantSource clock;
  private final SecureRandom random;

  ForeignLogins(
      ForeignLoginStore store,
      AccountStore accounts,
      ApiTokens apiTokens,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.accounts = accounts;
    this.apiTokens = apiTokens;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The account behind that login, made now where there is none. Of several first requests one
   * makes it and the others find it.
   *
   * @throws ApiException {@link ErrorCode#TOKEN_INVALID} where the account was erased after the
   *     proof
   */
  public Uni<Opening> open(ForeignPerson person) {
    return store
        .find(person.login())
        .chain(
            row -> {
              if (row.isPresent() && row.get().userId() != null) {
                return found(row.get().userId(), person);
              }
              if (row.map(ForeignLoginStore.Row::erasedAt)
                  .filter(at -> isOlder(person, at))
                  .isPresent()) {
                return Uni.createFrom().failure(ApiException.of(ErrorCode.TOKEN_INVALID));
              }
              return create(
                  person, person.userId().orElseGet(ForeignLogins::newId), person.emailVerified());
            });
  }

  /**
   * What {@link #open} would come to, without doing it. For a person of an import who is known, it
   * also tells whether their address names another account.
   */
  public Uni<Opening.Forecast> foresee(ForeignPerson person) {
    return store
        .find(person.login())
        .map(row -> row.map(ForeignLoginStore.Row::userId))
        .chain(
            known ->
                Uni.combine()
                    .all()
                    .unis(isOwned(known.or(person::userId)), owner(person))
                    .with(
                        (exists, owner) ->
                            new Opening.Forecast(
                                known.isPresent()
                                    ? Outcome.FOUND
                                    : exists ? Outcome.ADOPTED : Outcome.CREATED,
                                owner.isEmpty() || owner.equals(known))));
  }

  private Uni<Boolean> isOwned(Optional<String> userId) {
    return userId.map(id -> accounts.exists(id)).orElseGet(() -> Uni.createFrom().item(false));
  }

  private Uni<Optional<String>> owner(ForeignPerson person) {
    return person.emailVerified()
        ? accounts.findUserId(EmailAddress.of(person.email()))
        : Uni.createFrom().item(Optional.empty());
  }

  /** What opens an account; the newest last. */
  public Uni<List<Identity>> list(String userId) {
    return waysIn(userId)
        .chain(
            ways ->
                Multi.createFrom()
                    .iterable(ways.foreign())
                    .onItem()
                    .transformToUniAndConcatenate(
                        login ->
                            store
                                .find(login)
                                .map(
                                    row ->
                                        new Identity(
                                            idOf(login),
                                            login,
                                            row.map(ForeignLoginStore.Row::createdAt)
                                                .orElse(null))))
                    .collect()
                    .asList())
        .map(ForeignLogins::byAge);
  }

  /** Whether an account has a password; its address where it has. */
  public Uni<Optional<String>> passwordEmail(String userId) {
    return waysIn(userId).map(ways -> Optional.ofNullable(ways.passwordEmail()));
  }

  /**
   * Lets {@code login} open the account too; nothing where it does already.
   *
   * @throws ApiException {@link ErrorCode#IDENTITY_TAKEN} where it opens another account, {@link
   *     ErrorCode#TOO_MANY_IDENTITIES}
   */
  public Uni<Void> link(String userId, ForeignLogin login) {
    return store
        .link(userId, login, clock.instant())
        .chain(
            written ->
                switch (written) {
                  case DONE -> Uni.createFrom().voidItem();
                  case LOGIN_TAKEN ->
                      store
                          .find(login)
                          .invoke(
                              row -> {
                                if (row.filter(taken -> userId.equals(taken.userId())).isEmpty()) {
                                  throw ApiException.of(ErrorCode.IDENTITY_TAKEN);
                                }
                              })
                          .replaceWithVoid();
                  case USER_TAKEN, EMAIL_TAKEN ->
                      Uni.createFrom().failure(ApiException.of(ErrorCode.TOO_MANY_IDENTITIES));
                });
  }

  /**
   * Takes a way in from the account.
   *
   * @return the login that no longer opens it
   * @throws ApiException {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#LAST_WAY_IN} where the
   *     owner would be locked out
   */
  public Uni<ForeignLogin> unlink(String userId, String identityId) {
    return waysIn(userId)
        .map(
            ways ->
                ways.foreign().stream()
                    .filter(login -> idOf(login).equals(identityId))
                    .findFirst()
                    .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND)))
        .chain(
            login ->
                store
                    .unlink(userId, login)
                    .map(
                        written ->
                            switch (written) {
                              case DONE -> login;
                              case LOGIN_TAKEN -> throw ApiException.of(ErrorCode.NOT_FOUND);
                              case USER_TAKEN, EMAIL_TAKEN ->
                                  throw ApiException.of(ErrorCode.LAST_WAY_IN);
                            }));
  }

  /** The name of an identity in addresses: it tells nothing of the subject. */
  public static String idOf(ForeignLogin login) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Digests.sha256(login.key()))
        .substring(0, 22);
  }

  private static List<Identity> byAge(List<Identity> identities) {
    return identities.stream()
        .sorted(
            Comparator.comparing(
                Identity::linkedAt, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private Uni<WaysIn> waysIn(String userId) {
    return store
        .waysIn(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  private Uni<Opening> found(String userId, ForeignPerson person) {
    return accounts
        .find(userId)
        .map(
            stored ->
                stored
                    .map(StoredAccount::account)
                    .map(Admission::of)
                    .orElseThrow(() -> ApiException.of(ErrorCode.TOKEN_INVALID)))
        .call(admission -> seen(admission, person))
        .map(admission -> new Opening(admission, Outcome.FOUND, true));
  }

  /** Once for each proof, not for each request. */
  private Uni<Void> seen(Admission admission, ForeignPerson person) {
    Instant at = person.provenAt();
    boolean isNew =
        at != null && (admission.lastLoginAt() == null || at.isAfter(admission.lastLoginAt()));
    return isNew ? store.seen(admission.userId(), at, person.email()) : Uni.createFrom().voidItem();
  }

  private Uni<Opening> create(ForeignPerson person, String userId, boolean claimEmail) {
    ApiToken apiToken = apiTokens.create();
    StoredAccount stored = newAccount(person, userId, apiToken);
    Account account = stored.account();
    var tokenWrite =
        apiTokens.creation(apiToken, userId, account.email(), account.plan(), account.createdAt());
    return store
        .create(stored, person.login(), claimEmail, tokenWrite)
        .chain(
            written ->
                switch (written) {
                  case DONE -> opened(stored, Outcome.CREATED, person, claimEmail);
                  case LOGIN_TAKEN -> open(person);
                  case EMAIL_TAKEN -> create(person, userId, false);
                  case USER_TAKEN -> adopt(person, stored, claimEmail, apiToken);
                });
  }

  /**
   * The id is taken: by a record of an earlier system, or by an account that unlinked this login.
   */
  private Uni<Opening> adopt(
      ForeignPerson person, StoredAccount stored, boolean claimEmail, ApiToken apiToken) {
    Account account = stored.account();
    var tokenWrite =
        apiTokens.creation(
            apiToken, account.userId(), account.email(), account.plan(), account.createdAt());
    return store
        .adopt(stored, person.login(), claimEmail, tokenWrite)
        .chain(
            written ->
                switch (written) {
                  case DONE ->
                      found(account.userId(), person)
                          .map(
                              opening ->
                                  new Opening(
                                      opening.admission(),
                                      Outcome.ADOPTED,
                                      isEmailFree(person, claimEmail)));
                  case LOGIN_TAKEN -> open(person);
                  case EMAIL_TAKEN -> adopt(person, stored, false, apiToken);
                  case USER_TAKEN -> create(person, newId(), claimEmail);
                });
  }

  private static Uni<Opening> opened(
      StoredAccount stored, Outcome outcome, ForeignPerson person, boolean claimed) {
    return Uni.createFrom()
        .item(new Opening(Admission.of(stored.account()), outcome, isEmailFree(person, claimed)));
  }

  private static boolean isEmailFree(ForeignPerson person, boolean claimed) {
    return claimed || !person.emailVerified();
  }

  private StoredAccount newAccount(ForeignPerson person, String userId, ApiToken apiToken) {
    Instant now = clock.instant();
    byte[] keySalt = new byte[KEY_SALT_SIZE];
    random.nextBytes(keySalt);
    Account account =
        new Account(
            userId,
            username(person),
            person.email(),
            person.name(),
            person.role(),
            person.status(),
            person.emailVerified(),
            Plans.FIRST,
            Objects.requireNonNullElse(person.createdAt(), now),
            now,
            person.provenAt(),
            person.phoneNumber(),
            person.address(),
            person.picture(),
            List.of(),
            JsonNodeFactory.instance.arrayNode(),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            person.role() == Role.VENDOR ? newShop() : null);
    return new StoredAccount(
        account,
        new Credential(
            null, HexFormat.of().formatHex(keySalt), null, apiTokens.seal(apiToken, userId)));
  }

  private static Account.Vendor newShop() {
    return new Account.Vendor(
        null, null, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  private static String username(ForeignPerson person) {
    if (person.username() != null) {
      return person.username();
    }
    return Objects.requireNonNullElse(person.email(), "user@").split("@", 2)[0];
  }

  private static boolean isOlder(ForeignPerson person, Instant erasedAt) {
    return person.provenAt() == null || !person.provenAt().isAfter(erasedAt);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /**
   * A foreign login of an account.
   *
   * @param id names it in addresses
   * @param linkedAt when it began to open the account
   */
  public record Identity(String id, ForeignLogin login, Instant linkedAt) {}
}
