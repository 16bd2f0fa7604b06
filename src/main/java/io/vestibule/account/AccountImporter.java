package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.credential.Credential;
import io.vestibule.credential.PasswordHashing;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.ApiTokens.StoredOwner;
import io.vestibule.web.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Imports accounts with their password hashes from an earlier system. Existing accounts are not
 * changed. Each account is written completely or not at all, so an import can be repeated.
 */
@ApplicationScoped
public class AccountImporter {
  private static final Pattern SALT = Pattern.compile("(?:[0-9a-f]{2}){16,64}");

  /** In bytes. */
  private static final int NEW_SALT = 32;

  /** No slash: the object keys of user {@code a/b} would have the prefix of user {@code a}. */
  private static final Pattern USER_ID = Pattern.compile("[\\x21-\\x7e&&[^/]]{1,255}");

  private final AccountStore store;
  private final ImportedAccountStore imported;
  private final ApiTokens apiTokens;
  private final PasswordHashing hashing;
  private final InstantSource clock;
  private final SecureRandom random;

  AccountImporter(
      AccountStore store,
      ImportedAccountStore imported,
      ApiTokens apiTokens,
      PasswordHashing hashing,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.imported = imported;
    this.apiTokens = apiTokens;
    this.hashing = hashing;
    this.clock = clock;
    this.random = random;
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
    UNSUPPORTED_HASH,
    /** Another account has the API token. */
    API_TOKEN_TAKEN
  }

  /**
   * An account of the earlier system.
   *
   * @param passwordHash a supported hash; null for an account without a password
   * @param keySalt hex; 16 to 64 bytes; null for a new one
   * @param createdAt null for the time of the import
   */
  public record Row(
      String userId,
      String email,
      String passwordHash,
      String keySalt,
      Instant createdAt,
      ImportedDetails details) {
    public Row(
        String userId, String email, String passwordHash, String keySalt, Instant createdAt) {
      this(userId, email, passwordHash, keySalt, createdAt, ImportedDetails.NONE);
    }

    /** With other details. */
    public Row with(ImportedDetails other) {
      return new Row(userId, email, passwordHash, keySalt, createdAt, other);
    }

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
    return importAccount(row, dryRun, Optional.empty());
  }

  /**
   * As {@link #importAccount}, from a record in the users table itself: it becomes the account.
   *
   * @param unusable attributes of the record that cannot be read
   */
  public Uni<Result> adopt(Row row, Collection<String> unusable, boolean dryRun) {
    return importAccount(row, dryRun, Optional.of(unusable));
  }

  private Uni<Result> importAccount(Row row, boolean dryRun, Optional<Collection<String>> inPlace) {
    Optional<EmailAddress> email = email(row.email());
    if (email.isEmpty()) {
      return result(Result.INVALID_EMAIL);
    }
    if (!isUserId(row.userId())) {
      return result(Result.INVALID_USER_ID);
    }
    if (row.keySalt() != null && !SALT.matcher(row.keySalt()).matches()) {
      return result(Result.INVALID_SALT);
    }
    if (row.passwordHash() != null && !hashing.supports(row.passwordHash())) {
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
                          exists && inPlace.isEmpty()
                              ? result(Result.USER_ID_TAKEN)
                              : dryRun
                                  ? result(Result.CREATED)
                                  : create(row, email.get(), inPlace));
            });
  }

  /** Whether the id can be that of an account. */
  public static boolean isUserId(String userId) {
    return USER_ID.matcher(userId).matches();
  }

  /** Whether an account with this id exists. An id of invalid form never exists. */
  public Uni<Boolean> exists(String userId) {
    return isUserId(userId) ? store.exists(userId) : Uni.createFrom().item(false);
  }

  /** Address or id may have been taken since the look-up. */
  private Uni<Result> create(Row row, EmailAddress email, Optional<Collection<String>> inPlace) {
    ImportedDetails details = row.details();
    ApiToken apiToken = details.apiToken().orElseGet(apiTokens::create);
    Instant now = clock.instant();
    StoredAccount stored = account(row, email, apiToken, now);
    TransactWriteItem tokenWrite =
        apiTokens.takeOver(
            apiToken,
            new StoredOwner(row.userId(), email.value(), stored.account().plan()),
            details.usageCount(),
            stored.account().createdAt(),
            now);
    return inPlace
        .map(unusable -> imported.adopt(stored, unusable, tokenWrite))
        .orElseGet(() -> imported.create(stored, details.attributes(), tokenWrite))
        .map(
            written ->
                switch (written) {
                  case DONE -> Result.CREATED;
                  case EMAIL_TAKEN -> Result.EMAIL_TAKEN;
                  case ID_TAKEN -> Result.USER_ID_TAKEN;
                  case TOKEN_TAKEN -> Result.API_TOKEN_TAKEN;
                });
  }

  private StoredAccount account(Row row, EmailAddress email, ApiToken apiToken, Instant now) {
    Account account =
        row.details()
            .applyTo(
                Account.newCustomer(
                    row.userId(), email, Objects.requireNonNullElse(row.createdAt(), now)));
    return new StoredAccount(
        account,
        new Credential(
            row.passwordHash(),
            row.keySalt() == null ? newSalt() : row.keySalt(),
            null,
            apiTokens.seal(apiToken, row.userId())));
  }

  private String newSalt() {
    byte[] salt = new byte[NEW_SALT];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt);
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
