package io.vestibule.account;

import io.smallrye.mutiny.Uni;
import io.vestibule.credential.Credential;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Replaces the credentials in the users table; see {@link CredentialChange}. */
@ApplicationScoped
class CredentialStore {
  private final Dynamo dynamo;
  private final String users;

  CredentialStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  /**
   * Replaces password hash and audio keys if they are still the {@code old} ones.
   *
   * @return whether they were; if false, nothing was written
   */
  Uni<Boolean> replace(String userId, Credential old, Credential updated, Instant now) {
    return replace(userId, old, updated, new AttributeChange(), List.of(), now);
  }

  /**
   * The same with a further change of the account and, in one transaction, with other writes.
   *
   * @param together writes whose own conditions do not fail; empty for none
   */
  Uni<Boolean> replace(
      String userId,
      Credential old,
      Credential updated,
      AttributeChange further,
      List<TransactWriteItem> together,
      Instant now) {
    return dynamo.update(
        update(userId, new CredentialChange(old, updated), further, now).build(), together);
  }

  /**
   * Stores the first password of an account, which another system has verified.
   *
   * @return whether the account still had no credential and its former password was valid; if
   *     false, nothing was written
   */
  Uni<Boolean> migrate(String userId, Credential old, Credential updated, Instant now) {
    Update.Builder update =
        update(userId, new CredentialChange(old, updated), new AttributeChange(), now);
    String pending = " AND attribute_exists(" + PendingMigrations.ATTRIBUTE + ")";
    return dynamo.update(
        update.conditionExpression(update.build().conditionExpression() + pending).build(),
        List.of());
  }

  private Update.Builder update(
      String userId, CredentialChange credential, AttributeChange change, Instant now) {
    credential.addTo(change);
    change.set("updatedAt", AttributeValue.fromS(now.toString()));
    Map<String, String> names = new LinkedHashMap<>(change.names());
    Map<String, AttributeValue> values = new LinkedHashMap<>(change.values());
    return Update.builder()
        .tableName(users)
        .key(AccountItems.key(userId))
        .updateExpression(change.expression())
        .conditionExpression(
            "attribute_exists(user_id) AND attribute_not_exists("
                + AccountItems.ERASING
                + ")"
                + credential.condition(names, values))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values);
  }
}
