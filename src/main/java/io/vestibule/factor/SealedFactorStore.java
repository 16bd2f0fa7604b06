package io.vestibule.factor;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The attribute {@code sealed_secret} (B) of all rows of the factors table, for a command. */
@ApplicationScoped
class SealedFactorStore {
  private static final int PAGE_SIZE = 100;

  private final Dynamo dynamo;
  private final String table;

  SealedFactorStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  /** A row with its sealed secret. */
  record Row(String userId, String factorId, SdkBytes sealed) {
    @Override
    public String toString() {
      return "Row[" + userId + "]";
    }
  }

  /**
   * @param last start of the next page; empty at the end
   */
  record Page(List<Row> rows, Optional<Map<String, AttributeValue>> last) {}

  Uni<Page> page(Optional<Map<String, AttributeValue>> after) {
    return dynamo
        .call(
            db ->
                db.scan(
                    scan ->
                        scan.tableName(table)
                            .limit(PAGE_SIZE)
                            .exclusiveStartKey(after.orElse(null))
                            .projectionExpression("user_id, factor_id, sealed_secret")))
        .map(
            page ->
                new Page(
                    page.items().stream()
                        .filter(row -> row.containsKey("sealed_secret"))
                        .map(
                            row ->
                                new Row(
                                    row.get("user_id").s(),
                                    row.get("factor_id").s(),
                                    row.get("sealed_secret").b()))
                        .toList(),
                    Optional.of(page.lastEvaluatedKey()).filter(key -> !key.isEmpty())));
  }

  /** False if the row has changed or gone meanwhile. */
  Uni<Boolean> reseal(Row row, SdkBytes resealed) {
    Update update =
        Update.builder()
            .tableName(table)
            .key(
                item().text("user_id", row.userId()).text("factor_id", row.factorId()).attributes())
            .updateExpression("SET sealed_secret = :resealed")
            .conditionExpression("sealed_secret = :old")
            .expressionAttributeValues(
                Map.of(
                    ":old", AttributeValue.fromB(row.sealed()),
                    ":resealed", AttributeValue.fromB(resealed)))
            .build();
    return dynamo.update(update, List.of());
  }
}
