package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Accounts for administrators and back ends. It writes the attributes of the users table that only
 * servers write: {@code stripe_customer_id} (S), the totals (N) and {@code server_version} (N),
 * which each such write increases.
 */
@ApplicationScoped
public class AdministeredAccounts {
  static final String VERSION = "server_version";
  private static final AttributeValue ONE = AttributeValue.fromN("1");

  private final Dynamo dynamo;
  private final AccountStore accounts;
  private final String users;

  AdministeredAccounts(Dynamo dynamo, AccountStore accounts, TablesConfig tables) {
    this.dynamo = dynamo;
    this.accounts = accounts;
    this.users = tables.users();
  }

  /**
   * Read consistently.
   *
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND}
   */
  public Uni<AdministeredAccount> find(String userId) {
    return read(userId)
        .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)));
  }

  /** The account of that address; empty if there is none. */
  public Uni<Optional<AdministeredAccount>> findByEmail(EmailAddress email) {
    return accounts
        .findUserId(email)
        .chain(
            userId ->
                userId.map(this::read).orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  /** The accounts with these ids, in that order, without those that do not exist any more. */
  Uni<List<AdministeredAccount>> findAll(List<String> userIds) {
    return userIds.isEmpty()
        ? Uni.createFrom().item(List.of())
        : Uni.join()
            .all(userIds.stream().map(this::read).toList())
            .andFailFast()
            .map(found -> found.stream().flatMap(Optional::stream).toList());
  }

  /**
   * The write of a change. Its condition fails if the account does not exist any more, if a total
   * would become negative, or if the account is not {@code expected}.
   *
   * @param expected the account that the client read, for If-Match; empty for any
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#TOTAL_NEGATIVE} if
   *     {@code before} shows that it is impossible
   */
  public TransactWriteItem write(
      AdministeredAccount before,
      ServerFields fields,
      Optional<AdministeredAccount> expected,
      Instant now) {
    fields.check(before.account());
    AttributeChange change =
        new AttributeChange()
            .set("updatedAt", AttributeValue.fromS(now.toString()))
            .add(VERSION, ONE);
    fields
        .stripeCustomerId()
        .ifPresent(
            id -> apply(change, ServerFields.STRIPE_CUSTOMER_ID, id.map(AttributeValue::fromS)));
    fields
        .totals()
        .forEach((name, value) -> apply(change, name, value.map(AdministeredAccounts::number)));
    fields.increments().forEach((name, amount) -> change.add(name, number(amount)));

    StringBuilder condition =
        new StringBuilder("attribute_exists(user_id) AND attribute_not_exists(")
            .append(AccountItems.ERASING)
            .append(')');
    Item values = item();
    fields
        .increments()
        .forEach(
            (name, amount) -> {
              if (amount.signum() < 0) {
                condition.append(" AND ").append(name).append(" >= :least_").append(name);
                values.number(":least_" + name, amount.negate());
              }
            });
    expected.ifPresent(read -> requireUnchanged(read, condition, values));
    Map<String, AttributeValue> all = new LinkedHashMap<>(change.values());
    all.putAll(values.attributes());
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(users)
                    .key(AccountItems.key(before.account().userId()))
                    .updateExpression(change.expression())
                    .conditionExpression(condition.toString())
                    .expressionAttributeNames(change.names())
                    .expressionAttributeValues(all))
        .build();
  }

  private static void requireUnchanged(
      AdministeredAccount read, StringBuilder condition, Item values) {
    condition.append(" AND updatedAt = :read_at");
    values.time(":read_at", read.account().updatedAt());
    if (read.version() == 0) {
      condition.append(" AND attribute_not_exists(" + VERSION + ")");
    } else {
      condition.append(" AND " + VERSION + " = :read_version");
      values.number(":read_version", read.version());
    }
  }

  private Uni<Optional<AdministeredAccount>> read(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId))
        .map(
            found ->
                found
                    .filter(row -> !row.has(AccountItems.ERASING))
                    .map(AdministeredAccounts::administered));
  }

  private static AdministeredAccount administered(StoredItem row) {
    return new AdministeredAccount(
        AccountItems.account(row),
        Optional.ofNullable(row.textOrNull(ServerFields.STRIPE_CUSTOMER_ID)),
        row.textOrNull("password_hash") != null,
        row.decimalOr(VERSION, BigDecimal.ZERO).longValueExact());
  }

  private static void apply(AttributeChange change, String name, Optional<AttributeValue> value) {
    value.ifPresentOrElse(set -> change.set(name, set), () -> change.remove(name));
  }

  private static AttributeValue number(BigDecimal value) {
    return AttributeValue.fromN(value.toPlainString());
  }
}
