package io.vestibule.webhook;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The endpoints, in the webhooks table ({@link WebhookItems}). */
@ApplicationScoped
class EndpointStore {
  static final String BY_USER = "user-index";

  private final Dynamo dynamo;
  private final String table;

  EndpointStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.webhooks();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(
            table,
            "endpoint_id",
            Index.by(BY_USER, "user_id")
                .sortedBy("item_id", ScalarAttributeType.S)
                .carrying("type", "created_at"))
        .sortedBy("item_id", ScalarAttributeType.S)
        .expiringBy("expires_at");
  }

  /** All endpoints, the oldest first, read consistently. There are few. */
  Uni<List<WebhookEndpoint>> list() {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("endpoint_id = :endpoints")
                            .expressionAttributeValues(
                                item().text(":endpoints", WebhookItems.ENDPOINTS).attributes())))
        .map(
            page -> page.items().stream().map(StoredItem::of).map(WebhookItems::endpoint).toList());
  }

  Uni<Optional<WebhookEndpoint>> find(String id) {
    return dynamo.read(table, WebhookItems.key(id)).map(row -> row.map(WebhookItems::endpoint));
  }

  /**
   * Creates an endpoint, or replaces the version before.
   *
   * @return false if it was changed or deleted in the meantime
   */
  Uni<Boolean> write(WebhookEndpoint endpoint) {
    boolean first = endpoint.version() == 1;
    Map<String, AttributeValue> values =
        item().number(":before", endpoint.version() - 1).attributes();
    return dynamo
        .call(
            db ->
                db.putItem(
                    put -> {
                      put.tableName(table).item(WebhookItems.write(endpoint));
                      if (first) {
                        put.conditionExpression("attribute_not_exists(item_id)");
                      } else {
                        put.conditionExpression("version = :before")
                            .expressionAttributeValues(values);
                      }
                    }))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /**
   * @return false if there was no such endpoint
   */
  Uni<Boolean> delete(String id) {
    return dynamo
        .call(
            db ->
                db.deleteItem(
                    delete ->
                        delete
                            .tableName(table)
                            .key(WebhookItems.key(id))
                            .conditionExpression("attribute_exists(item_id)")))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }
}
