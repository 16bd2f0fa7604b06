package io.vestibule.imports;

import static io.vestibule.imports.DynamoRow.isGiven;
import static io.vestibule.imports.DynamoRow.text;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountImporter;
import io.vestibule.account.AccountItems;
import io.vestibule.account.LegacyRecord;
import io.vestibule.account.ServerFields;
import io.vestibule.usage.Plans;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The users of seed 003, with password hash and salt.
 *
 * @param inPlace whether the table is the service's users table
 */
record PasswordUsers(AccountImporter accounts, Plans plans, boolean inPlace) implements ItemImport {
  @Override
  public Set<String> uniqueValues(Map<String, AttributeValue> item) {
    return DynamoRow.uniqueValues(item);
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
    List<String> flaws = new ArrayList<>(user.flaws());
    return (inPlace
            ? accounts.adopt(withPlan(user.row(), item, flaws), furtherAttributes(item), dryRun)
            : accounts.importAccount(user.row(), dryRun))
        .invoke(
            result -> report.record("user", userId, result, inPlace ? "adopted" : "created", flaws))
        .replaceWithVoid();
  }

  /** Seed 003 has no plans; an operator may have added them. */
  private AccountImporter.Row withPlan(
      AccountImporter.Row row, Map<String, AttributeValue> item, List<String> flaws) {
    String plan = text(item, "plan");
    if (plans.exists(plan)) {
      return row.with(row.details().withPlan(plan));
    }
    if (isGiven(item, "plan")) {
      flaws.add("unknown-plan");
    }
    return row;
  }

  /** Attributes of an account that seed 003 does not have, so their meaning here is unknown. */
  private static Set<String> furtherAttributes(Map<String, AttributeValue> item) {
    Set<String> further = new LinkedHashSet<>(item.keySet());
    further.retainAll(LegacyRecord.names());
    further.addAll(AccountItems.internal(item.keySet()));
    further.removeAll(Set.of("user_id", "email"));
    if (text(item, ServerFields.STRIPE_CUSTOMER_ID).isEmpty()
        && item.containsKey(ServerFields.STRIPE_CUSTOMER_ID)) {
      further.add(ServerFields.STRIPE_CUSTOMER_ID);
    }
    return further;
  }
}
