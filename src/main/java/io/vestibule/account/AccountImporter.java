package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Imports accounts with their password hashes from an earlier system (seed 003). Existing accounts
 * are not changed. Each account is written completely or not at all, so an import can be repeated.
 */
@ApplicationScoped
public class AccountImporter {
  private static final Pattern SALT = Pattern.compile("(?:[0-9a-f]{2}){16,64}");

  /** No slash: the object keys of user {@code a/b} would have the prefix of user {@code a}. */
  private static final Pattern USER_ID = Pattern.compile("[\\x21-\\x7e&&[^/]]{1,255}");

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final PasswordHashing hashing;
  private final InstantSource clock;

  AccountImporter(
      AccountStore store, ApiTokens apiTokens, PasswordHashing hashing, InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.hashing = hashing;
    this.clock = clock;
  }

  /** The outcome for one account. */
  public enum Result {
    CREATED,
    UNCHANGED,
    EMAIL_TAKEN,
    USER_ID_TAKEN,
    INVALID_USER_ID,
    INVALID_EMAIL,
    INVALID_SALT,
    UNSUPPORTED_HASH
  }

  /**
   * An account of the earlier system.
   *
   * @param passwordHash PHC string or bcrypt
   * @param keySalt hex; 16 to 64 bytes
   * @param createdAt null for the time of the import
   */
  public record Row(
      String userId, String email, String passwordHash, String keySalt, Instant createdAt) {
    @Override
    public String toString() {
      return "Row[redacted]";
    }
  }

  /**
   * Imports one account.
   *
   * @param dryRun whether to report the outcome without writing
   */
  public Uni<Result> importAccount(Row row, boolean dryRun) {
    Optional<EmailAddress> email = email(row.email());
    if (email.isEmpty()) {
      return result(Result.INVALID_EMAIL);
    }
    if (!USER_ID.matcher(row.userId()).matches()) {
      return result(Result.INVALID_USER_ID);
    }
    if (!SALT.matcher(row.keySalt()).matches()) {
      return result(Result.INVALID_SALT);
    }
    if (!hashing.supports(row.passwordHash())) {
      return result(Result.UNSUPPORTED_HASH);
    }
    return store
        .findUserId(email.get())
        .chain(
            owner -> {
              if (owner.isPresent()) {
                return result(
                    owner.get().equals(row.userId()) ? Result.UNCHANGED : Result.EMAIL_TAKEN);
              }
              return store
                  .exists(row.userId())
                  .chain(
                      exists ->
                          exists
                              ? result(Result.USER_ID_TAKEN)
                              : dryRun ? result(Result.CREATED) : create(row, email.get()));
            });
  }

  /** Whether an account with this id exists. An id of invalid form never exists. */
  public Uni<Boolean> exists(String userId) {
    return USER_ID.matcher(userId).matches() ? store.exists(userId) : Uni.createFrom().item(false);
  }

  /** Address or id may have been taken since the look-up. */
  private Uni<Result> create(Row row, EmailAddress email) {
    ApiToken apiToken = apiTokens.create();
    StoredAccount stored = account(row, email, apiToken);
    return store
        .create(
            stored,
            List.of(
                apiTokens.creation(
                    apiToken,
                    row.userId(),
                    email.value(),
                    Plans.DEFAULT,
                    stored.account().createdAt())))
        .map(created -> created ? Result.CREATED : Result.EMAIL_TAKEN)
        .onFailure(AccountStore::isIdTaken)
        .recoverWithItem(Result.USER_ID_TAKEN);
  }

  private StoredAccount account(Row row, EmailAddress email, ApiToken apiToken) {
    Instant createdAt = Objects.requireNonNullElseGet(row.createdAt(), clock::instant);
    Account account = Account.newCustomer(row.userId(), email, createdAt);
    return new StoredAccount(
        account,
        new Credential(
            row.passwordHash(), row.keySalt(), null, apiTokens.seal(apiToken, row.userId())));
  }

  private static Optional<EmailAddress> email(String stored) {
    try {
      return Optional.of(EmailAddress.of(stored));
    } catch (ApiException malformed) {
      return Optional.empty();
    }
  }

  private static Uni<Result> result(Result result) {
    return Uni.createFrom().item(result);
  }
}
