package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The users table (see {@link AccountItems}) and the logins table, whose item is {@code login} (S,
 * {@code email:<address>}), {@code user_id}, {@code created_at}. A login row makes the address
 * unique and is the index by which a login finds its account. It is read consistently, so an
 * account can be used as soon as it exists.
 */
@ApplicationScoped
class AccountStore {
  private static final int LOGIN_GUARD = 0;

  private final Dynamo dynamo;
  private final ListedAccounts list;
  private final String users;
  private final String logins;

  AccountStore(Dynamo dynamo, ListedAccounts list, TablesConfig tables) {
    this.dynamo = dynamo;
    this.list = list;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  @Produces
  @Singleton
  TableDefinition usersTable() {
    return TableDefinition.of(
        users,
        "user_id",
        Index.by("email-index", "email").keysOnly(),
        PendingMigrations.index(),
        PaidAccounts.index(),
        ListItems.byCreation(),
        ListItems.byAddress());
  }

  @Produces
  @Singleton
  TableDefinition loginsTable() {
    return TableDefinition.of(logins, "login").expiringBy(AccountItems.LOGIN_EXPIRY);
  }

  /**
   * Creates login row and account in one transaction with {@code further} writes: all or none.
   *
   * @return whether the address was free; if false, nothing was written
   */
  Uni<Boolean> create(StoredAccount stored, List<TransactWriteItem> further) {
    Account account = stored.account();
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(Dynamo.putNew(logins, "login", AccountItems.emailGuard(account)));
    writes.add(Dynamo.putNew(users, "user_id", AccountItems.write(stored)));
    writes.addAll(further);
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, LOGIN_GUARD))
        .recoverWithItem(false);
  }

  /**
   * The id of the account with that address, read consistently: in each form under which it may be
   * stored, until one is found.
   */
  Uni<Optional<String>> findUserId(EmailAddress email) {
    Uni<Optional<String>> found = Uni.createFrom().item(Optional.empty());
    for (String form : email.lookupForms()) {
      found =
          found.chain(
              userId -> userId.isPresent() ? Uni.createFrom().item(userId) : findUserId(form));
    }
    return found;
  }

  private Uni<Optional<String>> findUserId(String email) {
    return dynamo
        .read(logins, item().text("login", AccountItems.emailLogin(email)).attributes())
        .map(found -> found.map(row -> row.text("user_id")));
  }

  /** The account, read consistently. Empty while the account is being erased. */
  public Uni<Optional<StoredAccount>> find(String userId) {
    return readUsable(userId).map(found -> found.map(AccountItems::read));
  }

  /** Whether an item with this id exists, even one that is being erased. */
  public Uni<Boolean> exists(String userId) {
    return readItem(userId).map(Optional::isPresent);
  }

  /** The account's attributes that its owner may export, read consistently. */
  Uni<Optional<JsonNode>> export(String userId) {
    return readUsable(userId).map(found -> found.map(AccountItems::export));
  }

  /**
   * Records a login with a password, unless the account was suspended or its password was changed
   * after the password was verified.
   *
   * @param hash the hash that the password matched
   * @return the account after the update; empty if the condition failed
   */
  Uni<Optional<Account>> recordLogin(String userId, String hash, Instant now) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(AccountItems.key(userId))
                            .updateExpression("SET lastLoginAt = :now")
                            .conditionExpression(
                                "password_hash = :hash AND #status <> :suspended"
                                    + " AND attribute_not_exists("
                                    + AccountItems.ERASING
                                    + ")")
                            .expressionAttributeNames(Map.of("#status", "status"))
                            .expressionAttributeValues(
                                item()
                                    .text(":now", now.toString())
                                    .text(":hash", hash)
                                    .text(":suspended", Status.SUSPENDED.wire())
                                    .attributes())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> StoredItem.of(updated.attributes()))
        .call(list::complete)
        .map(row -> Optional.of(AccountItems.account(row)))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(Optional.empty());
  }

  /**
   * Sets and removes attributes of the account.
   *
   * @param together writes of the same transaction whose conditions do not fail; empty for none
   * @throws ApiException {@link ErrorCode#USER_NOT_FOUND} if the account does not exist
   */
  Uni<Account> change(String userId, AttributeChange change, List<TransactWriteItem> together) {
    return together.isEmpty()
        ? changeAlone(userId, change)
        : dynamo
            .update(
                Update.builder()
                    .tableName(users)
                    .key(AccountItems.key(userId))
                    .updateExpression(change.expression())
                    .conditionExpression("attribute_exists(user_id)")
                    .expressionAttributeNames(change.names())
                    .expressionAttributeValues(change.values())
                    .build(),
                together)
            .chain(() -> readItem(userId))
            .map(found -> found.orElseThrow(() -> ApiException.of(ErrorCode.USER_NOT_FOUND)))
            .call(list::complete)
            .map(AccountItems::account);
  }

  private Uni<Account> changeAlone(String userId, AttributeChange change) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(AccountItems.key(userId))
                            .updateExpression(change.expression())
                            .conditionExpression("attribute_exists(user_id)")
                            .expressionAttributeNames(change.names())
                            .expressionAttributeValues(change.values())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> StoredItem.of(updated.attributes()))
        .call(list::complete)
        .map(AccountItems::account)
        .onFailure(ConditionalCheckFailedException.class)
        .transform(missing -> ApiException.of(ErrorCode.USER_NOT_FOUND));
  }

  /**
   * Applies the change and {@code tokenPart}, the matching writes of the API token's row, in one
   * transaction.
   *
   * @param sealedApiToken the sealed API token that the account must still have
   * @return whether both were written; false if account or token changed since they were read
   */
  Uni<Boolean> change(
      String userId,
      String sealedApiToken,
      AttributeChange change,
      List<TransactWriteItem> tokenPart) {
    List<TransactWriteItem> writes = new ArrayList<>(tokenPart);
    writes.add(
        TransactWriteItem.builder()
            .update(
                account ->
                    account
                        .tableName(users)
                        .key(AccountItems.key(userId))
                        .updateExpression(change.expression())
                        .conditionExpression(
                            "sealed_api_token = :sealed AND attribute_not_exists("
                                + AccountItems.ERASING
                                + ")")
                        .expressionAttributeNames(change.names())
                        .expressionAttributeValues(
                            change.valuesWith(":sealed", AttributeValue.fromS(sealedApiToken))))
            .build());
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(false);
  }

  /** Empty for an account that is being erased. */
  private Uni<Optional<StoredItem>> readUsable(String userId) {
    return readItem(userId).map(found -> found.filter(row -> !row.has(AccountItems.ERASING)));
  }

  private Uni<Optional<StoredItem>> readItem(String userId) {
    return dynamo.read(users, AccountItems.key(userId));
  }
}
