package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The sealed API tokens in the users table (see {@link AccountItems}). */
@ApplicationScoped
class TokenSealStore {
  private static final int PAGE = 100;

  private final Dynamo dynamo;
  private final String users;

  TokenSealStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  /**
   * Puts another seal around the account's API token.
   *
   * @return whether {@code old} was still there
   */
  Uni<Boolean> reseal(String userId, String old, String fresh) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression("SET sealed_api_token = :fresh")
                            .conditionExpression("sealed_api_token = :old")
                            .expressionAttributeValues(
                                Map.of(
                                    ":old", AttributeValue.fromS(old),
                                    ":fresh", AttributeValue.fromS(fresh)))))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** A page of all accounts' sealed API tokens, in no order; for operators. */
  Uni<SealsPage> seals(Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.scan(
                    scan ->
                        scan.tableName(users)
                            .limit(PAGE)
                            .exclusiveStartKey(after.map(TokenSealStore::key).orElse(null))
                            .projectionExpression("user_id, sealed_api_token")))
        .map(
            page ->
                new SealsPage(
                    page.items().stream()
                        .map(StoredItem::of)
                        .filter(row -> row.has("sealed_api_token"))
                        .map(row -> new Seal(row.text("user_id"), row.text("sealed_api_token")))
                        .toList(),
                    StoredItem.ofNullable(page.lastEvaluatedKey())
                        .map(last -> last.text("user_id"))));
  }

  /** An account's API token under its seal. */
  record Seal(String userId, String box) {
    @Override
    public String toString() {
      return "Seal[" + userId + "]";
    }
  }

  /**
   * @param last where the next page begins; empty at the end
   */
  record SealsPage(List<Seal> seals, Optional<String> last) {}

  private static Map<String, AttributeValue> key(String userId) {
    return item().text("user_id", userId).attributes();
  }
}
