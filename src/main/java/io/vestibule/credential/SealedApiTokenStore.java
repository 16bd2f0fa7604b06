package io.vestibule.credential;

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

/** The sealed API tokens in the users table: attribute {@code sealed_api_token} (S). */
@ApplicationScoped
class SealedApiTokenStore {
  private static final int PAGE_SIZE = 100;

  private final Dynamo dynamo;
  private final String users;

  SealedApiTokenStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  /**
   * Replaces the account's sealed API token.
   *
   * @return whether {@code old} was still stored
   */
  Uni<Boolean> reseal(String userId, String old, String resealed) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression("SET sealed_api_token = :resealed")
                            .conditionExpression("sealed_api_token = :old")
                            .expressionAttributeValues(
                                Map.of(
                                    ":old", AttributeValue.fromS(old),
                                    ":resealed", AttributeValue.fromS(resealed)))))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** A page of all accounts' sealed API tokens, in no particular order. */
  Uni<Page> page(Optional<String> after) {
    return dynamo
        .call(
            db ->
                db.scan(
                    scan ->
                        scan.tableName(users)
                            .limit(PAGE_SIZE)
                            .exclusiveStartKey(after.map(SealedApiTokenStore::key).orElse(null))
                            .projectionExpression("user_id, sealed_api_token")))
        .map(
            page ->
                new Page(
                    page.items().stream()
                        .map(StoredItem::of)
                        .filter(row -> row.has("sealed_api_token"))
                        .map(
                            row ->
                                new SealedToken(row.text("user_id"), row.text("sealed_api_token")))
                        .toList(),
                    StoredItem.ofNullable(page.lastEvaluatedKey())
                        .map(last -> last.text("user_id"))));
  }

  /** An account's sealed API token. */
  record SealedToken(String userId, String sealed) {
    @Override
    public String toString() {
      return "SealedToken[" + userId + "]";
    }
  }

  /**
   * @param last start of the next page; empty at the end
   */
  record Page(List<SealedToken> tokens, Optional<String> last) {}

  private static Map<String, AttributeValue> key(String userId) {
    return item().text("user_id", userId).attributes();
  }
}
