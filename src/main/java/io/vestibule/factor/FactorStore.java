package io.vestibule.factor;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * The factors table. Key: {@code user_id} (S), {@code factor_id} (S: {@code totp}, {@code
 * recovery-codes} or {@code passkey#<credential id>}). This class knows the rows of TOTP and of the
 * recovery codes, and the keys of all rows.
 */
@ApplicationScoped
class FactorStore {
  private final Dynamo dynamo;
  private final String table;

  FactorStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "user_id").sortedBy("factor_id", ScalarAttributeType.S);
  }

  /** What the account has set up, read consistently. */
  Uni<EnrolledFactors> enrolled(String userId) {
    return rows(userId)
        .map(
            rows ->
                new EnrolledFactors(
                    rows.stream()
                        .filter(row -> !isUnconfirmedTotp(row))
                        .map(row -> row.text("factor_id"))
                        .collect(Collectors.toSet())));
  }

  /** Key and time of confirmation of every row; an account has at most a dozen. */
  private Uni<List<StoredItem>> rows(String userId) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("user_id = :user")
                            .projectionExpression("factor_id, confirmed_at")
                            .expressionAttributeValues(item().text(":user", userId).attributes())))
        .map(found -> found.items().stream().map(StoredItem::of).toList());
  }

  private static boolean isUnconfirmedTotp(StoredItem row) {
    return row.text("factor_id").equals(EnrolledFactors.TOTP) && !row.has("confirmed_at");
  }
}
