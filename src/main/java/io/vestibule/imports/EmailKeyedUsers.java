package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.isGiven;
import static io.vestibule.imports.DynamoRow.text;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.ImportedDetails;
import io.vestibule.account.Role;
import io.vestibule.account.ServerFields;
import io.vestibule.account.Status;
import io.vestibule.imports.DynamoSource.Table;
import io.vestibule.runtime.Digests;
import io.vestibule.usage.ApiToken;
import io.vestibule.usage.KeySecrets;
import io.vestibule.usage.Plans;
import io.vestibule.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users of seed 000, keyed by address, with a bcrypt hash and an API token. The token becomes
 * the API token of the account, with the count of its row in the tokens table. A token without a
 * row was revoked.
 *
 * @param tokens the tokens table; empty if only the users are imported
 * @param trustTokens whether the tokens work although there is no tokens table
 */
record EmailKeyedUsers(
    AccountImporter accounts,
    KeySecrets secrets,
    Plans plans,
    DynamoSource source,
    Optional<Table> tokens,
    boolean trustTokens)
    implements ItemImport {
  /** The partition key of the table. */
  static final String KEY = "email";

  private static final Pattern CUSTOMER_ID = Pattern.compile("[!-~]{1,255}");

  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    String email = "email " + canonical(text(item, KEY));
    String token = text(item, "api_token");
    return token.isEmpty() ? Set.of(email) : Set.of(email, "token " + token);
  }

  @Override
  public Uni<Void> importItem(
      Map<String, AttributeValue> item, boolean dryRun, ImportReport report) {
    List<String> flaws = new ArrayList<>();
    Optional<ApiToken> token =
        tokens.isPresent() || trustTokens ? token(item, flaws) : Optional.empty();
    return row(token)
        .chain(
            row -> {
              AccountImporter.Row account = account(item, token, row, flaws);
              return accounts
                  .importAccount(account, dryRun)
                  .invoke(
                      result -> report.record("user", text(item, KEY), result, "created", flaws));
            })
        .replaceWithVoid();
  }

  /** The form in which two spellings of one address are equal. */
  static String canonical(String address) {
    try {
      return EmailAddress.of(address).value();
    } catch (ApiException malformed) {
      return address;
    }
  }

  private Optional<ApiToken> token(Map<String, AttributeValue> item, List<String> flaws) {
    Optional<ApiToken> token = secrets.read(text(item, "api_token"));
    if (token.isEmpty() && isGiven(item, "api_token")) {
      flaws.add("unsupported-token");
    }
    return token;
  }

  private Uni<Optional<Map<String, AttributeValue>>> row(Optional<ApiToken> token) {
    return tokens.isEmpty() || token.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : source.find(tokens.get(), token.get().reveal());
  }

  /**
   * @param row the row of the token
   */
  private AccountImporter.Row account(
      Map<String, AttributeValue> item,
      Optional<ApiToken> token,
      Optional<Map<String, AttributeValue>> row,
      List<String> flaws) {
    String email = text(item, KEY);
    // Whoever could write the users table must not get the token of somebody else.
    boolean foreign =
        row.filter(found -> !canonical(text(found, "owner_email")).equals(canonical(email)))
            .isPresent();
    if (foreign) {
      flaws.add("foreign-token");
    }
    boolean revoked = tokens.isPresent() && token.isPresent() && row.isEmpty();
    if (revoked) {
      flaws.add("no-token-row");
    }
    Map<String, AttributeValue> counter = foreign ? Map.of() : row.orElse(Map.of());
    Optional<Long> count = DynamoRow.count(counter, "usage_count");
    if (count.isEmpty() && isGiven(counter, "usage_count")) {
      flaws.add("invalid-count");
    }
    Optional<Instant> time = DynamoRow.time(item, "created_at");
    if (time.isEmpty()) {
      flaws.add("invalid-time");
    }
    String hash = text(item, "password");
    return new AccountImporter.Row(
        userId(hash),
        email,
        hash,
        null,
        time.orElse(null),
        new ImportedDetails(
            false,
            Optional.empty(),
            Role.CUSTOMER,
            Status.ACTIVE,
            plan(item, counter, flaws),
            customer(item, flaws),
            token.filter(own -> !foreign && !revoked),
            count.orElse(0L)));
  }

  /**
   * The source has no ids, and a second run must find the same ones. The salt of the hash makes
   * them impossible to guess.
   */
  private static String userId(String hash) {
    return Digests.uuid("vestibule/import/user-id/v1/" + hash).toString();
  }

  /** The worker of seed 000 counts against the plan of the token. */
  private String plan(
      Map<String, AttributeValue> item, Map<String, AttributeValue> counter, List<String> flaws) {
    String plan = isGiven(counter, "plan_type") ? text(counter, "plan_type") : text(item, "plan");
    if (plans.exists(plan)) {
      return plan;
    }
    if (isGiven(counter, "plan_type") || isGiven(item, "plan")) {
      flaws.add("unknown-plan");
    }
    return Plans.DEFAULT;
  }

  private static Optional<String> customer(Map<String, AttributeValue> item, List<String> flaws) {
    String id = text(item, ServerFields.STRIPE_CUSTOMER_ID);
    if (CUSTOMER_ID.matcher(id).matches()) {
      return Optional.of(id);
    }
    if (isGiven(item, ServerFields.STRIPE_CUSTOMER_ID)) {
      flaws.add("invalid-attribute");
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "EmailKeyedUsers[redacted]";
  }
}
