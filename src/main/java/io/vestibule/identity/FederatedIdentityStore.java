package io.vestibule.identity;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountItems;
import io.vestibule.account.Notice;
import io.vestibule.account.PendingMigrations;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Federated identities in the logins and users tables. The row in the logins table decides which
 * account an identity belongs to. The account's {@code identities} (SS of {@link
 * FederatedIdentity#key}) lists them. Both change in one transaction. After an erasure the row has
 * {@code erased_at} instead of {@code user_id} for a day, so that tokens issued before the erasure
 * do not create a new account.
 */
@ApplicationScoped
class FederatedIdentityStore {
  static final int MAX_IDENTITIES = 10;

  /** The account's attribute that lists its identities. */
  static final String IDENTITIES = "identities";

  private static final Duration ERASED_ROW_RETENTION = Duration.ofDays(1);

  /**
   * A row of the logins table.
   *
   * @param userId the account; null if it was erased
   * @param erasedAt null if the identity is in use
   */
  record Row(String userId, Instant createdAt, Instant erasedAt) {}

  private final Dynamo dynamo;
  private final String users;
  private final String logins;

  FederatedIdentityStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  /** Read consistently. */
  Uni<Optional<Row>> find(FederatedIdentity identity) {
    return dynamo
        .read(logins, item().text("login", identity.key()).attributes())
        .map(
            found ->
                found.map(
                    row ->
                        new Row(
                            row.textOrNull("user_id"),
                            row.timeOrNull("created_at"),
                            row.timeOrNull("erased_at"))));
  }

  /**
   * Links an identity to an account. {@link WriteResult#ACCOUNT_REFUSED} if the account has {@value
   * #MAX_IDENTITIES} already, does not exist or is being erased.
   */
  Uni<WriteResult> link(String userId, FederatedIdentity identity, Notice notice, Instant now) {
    TransactWriteItem row =
        LoginRows.put(logins, identity.key(), userId, now, LoginRows.NOT_IN_USE);
    TransactWriteItem addition =
        updateAccount(
            userId,
            "ADD identities :identities",
            "attribute_exists(user_id) AND attribute_not_exists("
                + AccountItems.ERASING
                + ") AND (attribute_not_exists(identities) OR size(identities) < :max)",
            keySet(identity).number(":max", MAX_IDENTITIES));
    return WriteResult.of(dynamo.transact(with(notice, row, addition)));
  }

  /**
   * Unlinks an identity. {@link WriteResult#ACCOUNT_REFUSED} if it is the last sign-in method,
   * {@link WriteResult#IDENTITY_TAKEN} if it does not belong to this account.
   */
  Uni<WriteResult> unlink(String userId, FederatedIdentity identity, Notice notice) {
    TransactWriteItem row =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(logins)
                        .key(item().text("login", identity.key()).attributes())
                        .conditionExpression("user_id = :user")
                        .expressionAttributeValues(item().text(":user", userId).attributes()))
            .build();
    TransactWriteItem removal =
        updateAccount(
            userId,
            "DELETE identities :identities" + endOfMigration(identity, userId),
            "attribute_exists(password_hash) OR size(identities) > :one",
            keySet(identity).number(":one", 1));
    return WriteResult.of(dynamo.transact(with(notice, row, removal)));
  }

  private static List<TransactWriteItem> with(Notice notice, TransactWriteItem... writes) {
    return Stream.concat(Stream.of(writes), notice.writes().stream()).toList();
  }

  /** Empty if the account does not exist. */
  Uni<Optional<SignInMethods>> signInMethods(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId))
        .map(
            found ->
                found.map(
                    user ->
                        new SignInMethods(
                            user.has("password_hash") ? user.textOrNull("email") : null,
                            keys(user).stream().map(FederatedIdentity::ofKey).toList())));
  }

  /**
   * Marks the identity's row as erased; DynamoDB removes it after a day. Does nothing if the
   * identity does not belong to this account.
   */
  Uni<Void> erase(String userId, FederatedIdentity identity, Instant now) {
    return dynamo
        .call(
            db ->
                db.putItem(
                    put ->
                        put.tableName(logins)
                            .item(
                                item()
                                    .text("login", identity.key())
                                    .time("erased_at", now)
                                    .epochSeconds(
                                        AccountItems.LOGIN_EXPIRY, now.plus(ERASED_ROW_RETENTION))
                                    .attributes())
                            .conditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  private TransactWriteItem updateAccount(
      String userId, String expression, String condition, Item values) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(users)
                    .key(AccountItems.key(userId))
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  /** Without the identity of the pool, the password of the pool is not accepted. */
  private static String endOfMigration(FederatedIdentity identity, String userId) {
    return PendingMigrations.mark(identity.issuer(), userId).isPresent()
        ? " REMOVE " + PendingMigrations.ATTRIBUTE
        : "";
  }

  private static Item keySet(FederatedIdentity identity) {
    return item().value(":identities", AttributeValue.fromSs(List.of(identity.key())));
  }

  private static List<String> keys(StoredItem user) {
    AttributeValue identities = user.attributes().get(IDENTITIES);
    return identities == null ? List.of() : identities.ss();
  }
}
