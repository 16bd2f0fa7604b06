package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountService;
import io.vestibule.account.EmailAddress;
import io.vestibule.apikey.ApiKeyImporter;
import io.vestibule.imports.DynamoSource.Table;
import io.vestibule.runtime.Digests;
import io.vestibule.usage.KeySecrets;
import io.vestibule.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The rows of the tokens table of seed 000 whose token is not the one of their user, such as older
 * tokens: the worker of seed 000 accepts them, so they become named keys of the account.
 */
record FurtherTokens(
    ApiKeyImporter keys,
    AccountService accounts,
    KeySecrets secrets,
    ObjectMapper json,
    DynamoSource source,
    Table users)
    implements ItemImport {
  /** The partition key of the table. */
  static final String KEY = "token";

  private static final String KIND = "api_token";
  private static final int LAST = 4;

  /**
   * The longest address. DynamoDB refuses a look-up by a longer key, which would end the import.
   */
  private static final int MAX_OWNER = 254;

  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    // The keys of one account are written one after the other.
    return Set.of(
        "token " + text(item, KEY),
        "owner " + EmailKeyedUsers.canonical(text(item, "owner_email")));
  }

  @Override
  public Uni<Void> importItem(
      Map<String, AttributeValue> item, boolean dryRun, ImportReport report) {
    String token = text(item, KEY);
    String owner = text(item, "owner_email");
    if (owner.isEmpty() || owner.length() > MAX_OWNER) {
      return refused(token, "no-owner", report);
    }
    return source
        .find(users, owner)
        .chain(
            user -> {
              if (user.filter(row -> text(row, "api_token").equals(token)).isPresent()) {
                // Imported with its user.
                return Uni.createFrom().voidItem();
              }
              if (secrets.read(token).isEmpty()) {
                return refused(token, "unsupported-token", report);
              }
              return dryRun
                  ? preview(token, user.isPresent(), report)
                  : importKey(item, token, owner, report);
            });
  }

  /** The account may not exist before the import. */
  private static Uni<Void> preview(String token, boolean hasUser, ImportReport report) {
    if (!hasUser) {
      return refused(token, "no-owner", report);
    }
    report.record(KIND, id(token), "created", List.of());
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> importKey(
      Map<String, AttributeValue> item, String token, String owner, ImportReport report) {
    return account(owner)
        .chain(
            userId ->
                userId.isEmpty()
                    ? refused(token, "no-owner", report)
                    : keys.importOne(line(userId.get(), token), false)
                        .invoke(result -> record(item, token, result, report))
                        .replaceWithVoid());
  }

  private Uni<Optional<String>> account(String owner) {
    try {
      return accounts.findUserId(EmailAddress.of(owner));
    } catch (ApiException malformed) {
      return Uni.createFrom().item(Optional.empty());
    }
  }

  private static void record(
      Map<String, AttributeValue> item,
      String token,
      ApiKeyImporter.Result result,
      ImportReport report) {
    List<String> conflicts = new ArrayList<>(result.conflict().stream().toList());
    boolean counted = DynamoRow.count(item, "usage_count").filter(count -> count > 0).isPresent();
    if (result.outcome() == ApiKeyImporter.Outcome.CREATED && counted) {
      conflicts.add("count-not-kept");
    }
    report.record(KIND, id(token), result.outcome().name().toLowerCase(Locale.ROOT), conflicts);
  }

  private ObjectNode line(String userId, String token) {
    return json.createObjectNode()
        .put("user_id", userId)
        .put("sha256", Digests.sha256Hex(token))
        .put("name", "Imported token")
        .put("last_four", token.substring(token.length() - LAST));
  }

  private static Uni<Void> refused(String token, String reason, ImportReport report) {
    report.record(KIND, id(token), "refused", List.of(reason));
    return Uni.createFrom().voidItem();
  }

  /** The token itself is a secret; its hash is the key of its row here. */
  private static String id(String token) {
    return "sha256:" + Digests.sha256Hex(token);
  }

  @Override
  public String toString() {
    return "FurtherTokens[redacted]";
  }
}
