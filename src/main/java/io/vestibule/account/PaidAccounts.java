package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.usage.ApiTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What payments change of an account: its plan, which the row of the API token has as well, and its
 * customer number.
 */
@ApplicationScoped
public class PaidAccounts {
  private static final String BY_CUSTOMER = "stripe-index";
  private static final int MOST_OWNERS = 2;
  private static final String UNCHANGED =
      "sealed_api_token = :sealed AND attribute_not_exists(" + AccountItems.ERASING + ")";
  private static final String WITHOUT_CUSTOMER =
      " AND attribute_not_exists(" + ServerFields.STRIPE_CUSTOMER_ID + ")";

  private final Dynamo dynamo;
  private final ApiTokens apiTokens;
  private final String users;

  PaidAccounts(Dynamo dynamo, ApiTokens apiTokens, TablesConfig tables) {
    this.dynamo = dynamo;
    this.apiTokens = apiTokens;
    this.users = tables.users();
  }

  /**
   * @param plan the name of the present plan
   * @param stripeCustomerId the customer number at Stripe
   */
  public record PaidAccount(
      String userId, String plan, Optional<String> stripeCustomerId, String sealedApiToken) {
    @Override
    public String toString() {
      return "PaidAccount[" + userId + "]";
    }
  }

  /** The sparse index of the users table by customer number. */
  static Index index() {
    return Index.by(BY_CUSTOMER, ServerFields.STRIPE_CUSTOMER_ID).keysOnly();
  }

  /** Read consistently; empty if there is none, or while it is being erased. */
  public Uni<Optional<PaidAccount>> find(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId))
        .map(
            found ->
                found.filter(row -> !row.has(AccountItems.ERASING)).map(PaidAccounts::account));
  }

  /**
   * The user with this customer number, eventually consistent. Empty if there is none, or more than
   * one, because the number then does not say who pays.
   */
  public Uni<Optional<String>> userOfCustomer(String customerId) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(users)
                            .indexName(BY_CUSTOMER)
                            .keyConditionExpression(ServerFields.STRIPE_CUSTOMER_ID + " = :id")
                            .expressionAttributeValues(item().text(":id", customerId).attributes())
                            .limit(MOST_OWNERS)))
        .map(
            page ->
                page.items().size() == 1
                    ? Optional.of(StoredItem.of(page.items().get(0)).text("user_id"))
                    : Optional.empty());
  }

  /**
   * The writes of a change. Their conditions fail if the account is erased, its API token was
   * replaced, or it has got a customer number since it was read. Without a change they only check
   * this.
   *
   * @param plan the new plan; empty to keep it
   * @param customerId for an account without a customer number; empty to keep it
   */
  public List<TransactWriteItem> writes(
      PaidAccount before, Optional<String> plan, Optional<String> customerId, Instant now) {
    if (plan.isEmpty() && customerId.isEmpty()) {
      return List.of(check(before));
    }
    AttributeChange change =
        new AttributeChange().set("updatedAt", AttributeValue.fromS(now.toString()));
    plan.ifPresent(name -> change.set("plan", AttributeValue.fromS(name)));
    customerId.ifPresent(
        id ->
            change
                .set(ServerFields.STRIPE_CUSTOMER_ID, AttributeValue.fromS(id))
                .add(AdministeredAccounts.VERSION, AttributeValue.fromN("1")));
    TransactWriteItem account =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(AccountItems.key(before.userId()))
                        .updateExpression(change.expression())
                        .conditionExpression(
                            customerId.isPresent() ? UNCHANGED + WITHOUT_CUSTOMER : UNCHANGED)
                        .expressionAttributeNames(change.names())
                        .expressionAttributeValues(
                            change.valuesWith(
                                ":sealed", AttributeValue.fromS(before.sealedApiToken()))))
            .build();
    return Stream.concat(Stream.of(account), plan.map(name -> tokenPlan(before, name)).stream())
        .toList();
  }

  private TransactWriteItem tokenPlan(PaidAccount account, String plan) {
    return apiTokens.statusUpdate(
        apiTokens.open(account.sealedApiToken(), account.userId()),
        Optional.of(plan),
        Optional.empty());
  }

  private TransactWriteItem check(PaidAccount account) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(users)
                    .key(AccountItems.key(account.userId()))
                    .conditionExpression(UNCHANGED)
                    .expressionAttributeValues(
                        Map.of(":sealed", AttributeValue.fromS(account.sealedApiToken()))))
        .build();
  }

  private static PaidAccount account(StoredItem row) {
    return new PaidAccount(
        row.text("user_id"),
        row.text("plan"),
        Optional.ofNullable(row.textOrNull(ServerFields.STRIPE_CUSTOMER_ID)),
        row.text("sealed_api_token"));
  }
}
