package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.text;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.LegacyRecord;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users of seed 003, with password hash and salt.
 *
 * @param inPlace whether the table is the service's users table
 */
record PasswordUsers(AccountImporter accounts, boolean inPlace) implements ItemImport {
  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    return Set.of(
        "id " + text(item, "user_id"), "email " + text(item, "email").toLowerCase(Locale.ROOT));
  }

  @Override
  public Uni<Void> importItem(
      Map<String, AttributeValue> item, boolean dryRun, ImportReport report) {
    String userId = text(item, "user_id");
    if (inPlace && item.containsKey("sealed_api_token")) {
      report.record("user", userId, "unchanged", List.of());
      return Uni.createFrom().voidItem();
    }
    ParsedRow<AccountImporter.Row> user = DynamoRow.user(item);
    return (inPlace
            ? accounts.adopt(user.row(), furtherAttributes(item), dryRun)
            : accounts.importAccount(user.row(), dryRun))
        .invoke(
            result ->
                report.record(
                    "user", userId, result, inPlace ? "adopted" : "created", user.flaws()))
        .replaceWithVoid();
  }

  /** Attributes that seed 003 does not have and an account has: nothing is known about them. */
  private static Set<String> furtherAttributes(Map<String, AttributeValue> item) {
    Set<String> further = new LinkedHashSet<>(item.keySet());
    further.retainAll(LegacyRecord.names());
    further.removeAll(Set.of("user_id", "email"));
    return further;
  }
}
