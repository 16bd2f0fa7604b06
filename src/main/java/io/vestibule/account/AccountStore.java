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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The users table (see {@link AccountItems}) and the logins table, whose item is {@code login} (S,
 * {@code email:<address>}), {@code user_id}, {@code created_at}. A login row is both the uniqueness
 * guard and the index by which a login finds its account; it is read consistently, so an account
 * can be used the moment it exists.
 */
@ApplicationScoped
class AccountStore {
  private static final int LOGIN_GUARD = 0;
  private static final int USER = 1;

  private final Dynamo dynamo;
  private final String users;
  private final String logins;

  AccountStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  @Produces
  @Singleton
  TableDefinition usersTable() {
    return TableDefinition.of(users, "user_id", Index.by("email-index", "email").keysOnly());
  }

  @Produces
  @Singleton
  TableDefinition loginsTable() {
    return TableDefinition.of(logins, "login").expiringBy(ForeignLoginStore.EXPIRY);
  }

  /**
   * Guard, account and API token in one transaction: all of them exist afterwards, or none.
   *
   * @return whether the address was free; false leaves everything as it was
   */
  Uni<Boolean> create(StoredAccount stored, TransactWriteItem apiToken) {
    Account account = stored.account();
    Map<String, AttributeValue> guard =
        item()
            .text("login", emailLogin(account.email()))
            .text("user_id", account.userId())
            .time("created_at", account.createdAt())
            .attributes();
    return dynamo
        .transact(
            List.of(
                put(logins, guard, "login"),
                put(users, AccountItems.write(stored), "user_id"),
                apiToken))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, LOGIN_GUARD))
        .recoverWithItem(false);
  }

  /** Whether {@link #create} failed because another account has the id: ours never collide. */
  static boolean isIdTaken(Throwable failure) {
    return Dynamo.refusedAt(failure, USER);
  }

  /** The id behind an address, read consistently. */
  Uni<Optional<String>> findUserId(EmailAddress email) {
    return dynamo
        .call(
            db ->
                db.getItem(
                    get ->
                        get.tableName(logins)
                            .key(item().text("login", emailLogin(email.value())).attributes())
                            .consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()).map(row -> row.text("user_id")));
  }

  /** The account, read consistently. One that is being erased is gone already. */
  Uni<Optional<StoredAccount>> find(String userId) {
    return dynamo
        .call(db -> db.getItem(get -> get.tableName(users).key(key(userId)).consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .filter(row -> !row.has(ErasureStore.ERASING))
                    .map(AccountItems::read));
  }

  /** Whether there is a record of that id, whoever made it. */
  Uni<Boolean> exists(String userId) {
    return dynamo
        .call(
            db ->
                db.getItem(
                    get ->
                        get.tableName(users)
                            .key(key(userId))
                            .projectionExpression("user_id")
                            .consistentRead(true)))
        .map(found -> StoredItem.ofNullable(found.item()).isPresent());
  }

  /** What the account's owner may take away of it, read consistently. */
  Uni<Optional<JsonNode>> export(String userId) {
    return dynamo
        .call(db -> db.getItem(get -> get.tableName(users).key(key(userId)).consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .filter(row -> !row.has(ErasureStore.ERASING))
                    .map(AccountItems::export));
  }

  /**
   * Notes a login by a password, unless the account was suspended or its password changed since
   * that was looked at.
   *
   * @param hash what the password was found to fit
   * @return the account as it is now; empty where it was refused
   */
  Uni<Optional<Account>> welcome(String userId, String hash, Instant now) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression("SET lastLoginAt = :now")
                            .conditionExpression(
                                "password_hash = :hash AND #status <> :suspended"
                                    + " AND attribute_not_exists("
                                    + ErasureStore.ERASING
                                    + ")")
                            .expressionAttributeNames(Map.of("#status", "status"))
                            .expressionAttributeValues(
                                item()
                                    .text(":now", now.toString())
                                    .text(":hash", hash)
                                    .text(":suspended", Status.SUSPENDED.wire())
                                    .attributes())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> Optional.of(AccountItems.account(StoredItem.of(updated.attributes()))))
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(Optional.empty());
  }

  /**
   * Writes the given attributes and removes the named ones; {@link ErrorCode#USER_NOT_FOUND} where
   * the account is gone.
   */
  Uni<Account> change(String userId, AttributeChange change) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression(change.expression())
                            .conditionExpression("attribute_exists(user_id)")
                            .expressionAttributeNames(change.names())
                            .expressionAttributeValues(change.values())
                            .returnValues(ReturnValue.ALL_NEW)))
        .map(updated -> AccountItems.account(StoredItem.of(updated.attributes())))
        .onFailure(ConditionalCheckFailedException.class)
        .transform(gone -> ApiException.of(ErrorCode.USER_NOT_FOUND));
  }

  /**
   * Puts password hash and audio key in the place of others, which must still be there: of several
   * writers one wins.
   *
   * @return whether this one did; false leaves everything as it was
   */
  Uni<Boolean> replace(String userId, Credential old, Credential fresh, Instant now) {
    AttributeChange change =
        new AttributeChange()
            .set("password_hash", AttributeValue.fromS(fresh.passwordHash()))
            .set("updatedAt", AttributeValue.fromS(now.toString()));
    AccountItems.audioKey(fresh.audioKey()).forEach(change::set);
    Map<String, AttributeValue> values = new HashMap<>(change.values());
    values.put(":old_hash", AttributeValue.fromS(old.passwordHash()));
    if (old.audioKey() != null) {
      values.put(":old_key", AttributeValue.fromS(old.audioKey().wrapped()));
    }
    String sameKey =
        old.audioKey() == null
            ? "attribute_not_exists(wrapped_audio_key)"
            : "wrapped_audio_key = :old_key";
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression(change.expression())
                            .conditionExpression("password_hash = :old_hash AND " + sameKey)
                            .expressionAttributeNames(change.names())
                            .expressionAttributeValues(values)))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /**
   * The change and {@code tokenPart}, its counterpart in the API token's row, in one transaction.
   *
   * @param box the sealed API token that the account must still have
   * @return whether both were made; false where account or token have changed since they were read
   */
  Uni<Boolean> change(
      String userId, String box, AttributeChange change, List<TransactWriteItem> tokenPart) {
    Update update =
        Update.builder()
            .tableName(users)
            .key(key(userId))
            .updateExpression(change.expression())
            .conditionExpression(
                "sealed_api_token = :box AND attribute_not_exists(" + ErasureStore.ERASING + ")")
            .expressionAttributeNames(change.names())
            .expressionAttributeValues(change.valuesWith(":box", AttributeValue.fromS(box)))
            .build();
    List<TransactWriteItem> writes = new ArrayList<>(tokenPart);
    writes.add(TransactWriteItem.builder().update(update).build());
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(failure -> isRefused(failure, writes.size()))
        .recoverWithItem(false);
  }

  private static boolean isRefused(Throwable failure, int writes) {
    return IntStream.range(0, writes).anyMatch(index -> Dynamo.refusedAt(failure, index));
  }

  static String emailLogin(String email) {
    return "email:" + email;
  }

  static Map<String, AttributeValue> key(String userId) {
    return item().text("user_id", userId).attributes();
  }

  private static TransactWriteItem put(String table, Map<String, AttributeValue> item, String key) {
    Put put =
        Put.builder()
            .tableName(table)
            .item(item)
            .conditionExpression("attribute_not_exists(" + key + ")")
            .build();
    return TransactWriteItem.builder().put(put).build();
  }
}
