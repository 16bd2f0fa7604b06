package io.vestibule.account;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.ApiTokens;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes over accounts with their passwords from an earlier system (seed 003). What is there stays
 * as it is; each account is written whole or not at all, so an import may be repeated.
 */
@ApplicationScoped
public class AccountImports {
  private static final Pattern SALT = Pattern.compile("(?:[0-9a-f]{2}){16,64}");

  /** No slash: the recordings of user {@code a/b} would lie among those of user {@code a}. */
  private static final Pattern USER_ID = Pattern.compile("[\\x21-\\x7e&&[^/]]{1,255}");

  private final AccountStore store;
  private final ApiTokens apiTokens;
  private final PasswordHashing hashing;
  private final InstantSource clock;

  AccountImports(
      AccountStore store, ApiTokens apiTokens, PasswordHashing hashing, InstantSource clock) {
    this.store = store;
    this.apiTokens = apiTokens;
    this.hashing = hashing;
    this.clock = clock;
  }

  /** What came of one account. */
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
   * An account of an earlier system.
   *
   * @param passwordHash PHC string or bcrypt
   * @param keySalt hex; 16 to 64 bytes
   * @param createdAt null for now
   */
  public record Row(
      String userId, String email, String passwordHash, String keySalt, Instant createdAt) {
    @Override
    public String toString() {
      return "Row[redacted]";
    }
  }

  /**
   * @param dryRun whether only to say what would come of it
   */
  public Uni<Result> take(Row row, boolean dryRun) {
    Optional<EmailAddress> email = email(row.email());
    if (email.isEmpty()) {
      return done(Result.INVALID_EMAIL);
    }
    if (!USER_ID.matcher(row.userId()).matches()) {
      return done(Result.INVALID_USER_ID);
    }
    if (!SALT.matcher(row.keySalt()).matches()) {
      return done(Result.INVALID_SALT);
    }
    if (!hashing.supports(row.passwordHash())) {
      return done(Result.UNSUPPORTED_HASH);
    }
    return store
        .findUserId(email.get())
        .chain(
            owner -> {
              if (owner.isPresent()) {
                return done(
                    owner.get().equals(row.userId()) ? Result.UNCHANGED : Result.EMAIL_TAKEN);
              }
              return store
                  .exists(row.userId())
                  .chain(
                      exists ->
                          exists
                              ? done(Result.USER_ID_TAKEN)
                              : dryRun ? done(Result.CREATED) : create(row, email.get()));
            });
  }

  /** Whether there is an account of that id; of one that no account can have, there is none. */
  public Uni<Boolean> exists(String userId) {
    return USER_ID.matcher(userId).matches() ? store.exists(userId) : Uni.createFrom().item(false);
  }

  /** Somebody else may have taken address or id since they were looked up. */
  private Uni<Result> create(Row row, EmailAddress email) {
    ApiToken apiToken = apiTokens.create();
    StoredAccount stored = account(row, email, apiToken);
    return store
        .create(
            stored,
            apiTokens.creation(
                apiToken, row.userId(), email.value(), Plans.FIRST, stored.account().createdAt()))
        .map(created -> created ? Result.CREATED : Result.EMAIL_TAKEN)
        .onFailure(AccountStore::isIdTaken)
        .recoverWithItem(Result.USER_ID_TAKEN);
  }

  private StoredAccount account(Row row, EmailAddress email, ApiToken apiToken) {
    Instant createdAt = Objects.requireNonNullElseGet(row.createdAt(), clock::instant);
    Account account =
        new Account(
            row.userId(),
            email.value().substring(0, email.value().indexOf('@')),
            email.value(),
            null,
            Role.CUSTOMER,
            Status.ACTIVE,
            false,
            Plans.FIRST,
            createdAt,
            createdAt,
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

  private static Uni<Result> done(Result result) {
    return Uni.createFrom().item(result);
  }
}
