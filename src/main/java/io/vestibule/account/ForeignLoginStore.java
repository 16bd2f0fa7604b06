package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Foreign logins in both tables. The logins table's row ({@code login} = {@link ForeignLogin#key},
 * {@code user_id}, {@code created_at}) decides whose a login is; the account's {@code identities}
 * (SS of the same keys) says which an account has. Both change in one transaction. A row with
 * {@code erased_at} instead of {@code user_id} is what an erased account leaves for a day, so that
 * its last tokens do not open a new one.
 */
@ApplicationScoped
class ForeignLoginStore {
  static final int MAX_LOGINS = 10;
  static final String EXPIRY = "expires_at";
  private static final Duration TRACE = Duration.ofDays(1);
  private static final String IDENTITIES = "identities";
  private static final String FREE = "attribute_not_exists(login) OR attribute_exists(erased_at)";
  private static final int LOGIN = 0;
  private static final int USER = 1;
  private static final int EMAIL = 3;

  /** What came of a transaction that gives an account a login. */
  enum Written {
    DONE,
    LOGIN_TAKEN,
    USER_TAKEN,
    EMAIL_TAKEN
  }

  /**
   * @param userId whose the login is; null where that account was erased
   * @param erasedAt when; null where the login is in use
   */
  record Row(String userId, Instant createdAt, Instant erasedAt) {}

  private final Dynamo dynamo;
  private final String users;
  private final String logins;

  ForeignLoginStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  /** Read consistently. */
  Uni<Optional<Row>> find(ForeignLogin login) {
    return dynamo
        .call(
            db ->
                db.getItem(
                    get ->
                        get.tableName(logins)
                            .key(item().text("login", login.key()).attributes())
                            .consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .map(
                        row ->
                            new Row(
                                row.textOrNull("user_id"),
                                row.timeOrNull("created_at"),
                                row.timeOrNull("erased_at"))));
  }

  /** Login, account, API token and, where {@code claimEmail}, the address: all or none. */
  Uni<Written> create(
      StoredAccount stored, ForeignLogin login, boolean claimEmail, TransactWriteItem apiToken) {
    Map<String, AttributeValue> user = new LinkedHashMap<>(AccountItems.write(stored));
    user.put(IDENTITIES, AttributeValue.fromSs(List.of(login.key())));
    TransactWriteItem creation =
        TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName(users)
                        .item(user)
                        .conditionExpression("attribute_not_exists(user_id)"))
            .build();
    return write(stored.account(), login, creation, claimEmail, apiToken);
  }

  /**
   * The same for a record that an earlier system left under that id: what every account here has is
   * added, and of what it holds only the address changes, to the one that is claimed. {@link
   * Written#USER_TAKEN} where the record is not such a one.
   */
  Uni<Written> adopt(
      StoredAccount stored, ForeignLogin login, boolean claimEmail, TransactWriteItem apiToken) {
    Map<String, AttributeValue> wanted = new LinkedHashMap<>(AccountItems.write(stored));
    wanted.remove("user_id");
    AttributeChange change = new AttributeChange();
    if (claimEmail) {
      // An erasure frees the address that the account says.
      change.set("email", wanted.remove("email"));
    }
    wanted.forEach(change::setIfAbsent);
    change.add(IDENTITIES, AttributeValue.fromSs(List.of(login.key())));
    TransactWriteItem adoption =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(key(stored.account().userId()))
                        .updateExpression(change.expression())
                        .conditionExpression(
                            "attribute_exists(user_id) AND attribute_not_exists(sealed_api_token)"
                                + " AND attribute_not_exists(password_hash)")
                        .expressionAttributeNames(change.names())
                        .expressionAttributeValues(change.values()))
            .build();
    return write(stored.account(), login, adoption, claimEmail, apiToken);
  }

  /** Gives an account one more login. {@link Written#USER_TAKEN} where it has ten, or is gone. */
  Uni<Written> link(String userId, ForeignLogin login, Instant now) {
    TransactWriteItem addition =
        change(
            userId,
            "ADD identities :logins",
            "attribute_exists(user_id) AND (attribute_not_exists(identities) OR size(identities) <"
                + " :max)",
            logins(login).number(":max", MAX_LOGINS));
    return outcome(List.of(guard(login, userId, now), addition));
  }

  /**
   * Takes a login from an account; {@link Written#USER_TAKEN} where it is the last way in and
   * {@link Written#LOGIN_TAKEN} where it is no login of this account.
   */
  Uni<Written> unlink(String userId, ForeignLogin login) {
    TransactWriteItem removal =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(logins)
                        .key(item().text("login", login.key()).attributes())
                        .conditionExpression("user_id = :user")
                        .expressionAttributeValues(item().text(":user", userId).attributes()))
            .build();
    TransactWriteItem rest =
        change(
            userId,
            "DELETE identities :logins",
            "attribute_exists(password_hash) OR size(identities) > :one",
            logins(login).number(":one", 1));
    return outcome(List.of(removal, rest));
  }

  /** The logins an account has, and whether it has a password; empty where there is no account. */
  Uni<Optional<WaysIn>> waysIn(String userId) {
    return dynamo
        .call(db -> db.getItem(get -> get.tableName(users).key(key(userId)).consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .map(
                        user ->
                            new WaysIn(
                                user.has("password_hash") ? user.textOrNull("email") : null,
                                keys(user).stream().map(ForeignLogin::ofKey).toList())));
  }

  /**
   * Notes that somebody came in and, where the account has no address yet, the one they brought.
   */
  Uni<Void> seen(String userId, Instant at, String email) {
    Item values = item().time(":at", at).text(":null", "NULL");
    String expression = "SET lastLoginAt = :at";
    if (email != null) {
      expression += ", email = if_not_exists(email, :email)";
      values.text(":email", email);
    }
    String update = expression;
    return dynamo
        .call(
            db ->
                db.updateItem(
                    change ->
                        change
                            .tableName(users)
                            .key(key(userId))
                            .updateExpression(update)
                            .conditionExpression(
                                "attribute_exists(user_id) AND (attribute_not_exists(lastLoginAt)"
                                    + " OR attribute_type(lastLoginAt, :null)"
                                    + " OR lastLoginAt < :at)")
                            .expressionAttributeValues(values.attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /**
   * Leaves in the place of a login that it was erased; DynamoDB removes that after a day. Nothing
   * where it does not open this account.
   */
  Uni<Void> erase(String userId, ForeignLogin login, Instant now) {
    return dynamo
        .call(
            db ->
                db.putItem(
                    put ->
                        put.tableName(logins)
                            .item(
                                item()
                                    .text("login", login.key())
                                    .time("erased_at", now)
                                    .epochSeconds(EXPIRY, now.plus(TRACE))
                                    .attributes())
                            .conditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  private Uni<Written> write(
      Account account,
      ForeignLogin login,
      TransactWriteItem user,
      boolean claimEmail,
      TransactWriteItem apiToken) {
    List<TransactWriteItem> items = new ArrayList<>();
    items.add(guard(login, account.userId(), account.createdAt()));
    items.add(user);
    items.add(apiToken);
    if (claimEmail) {
      items.add(
          guard(
              "email:" + account.email(),
              account.userId(),
              account.createdAt(),
              "attribute_not_exists(login)"));
    }
    return outcome(items);
  }

  private Uni<Written> outcome(List<TransactWriteItem> items) {
    return dynamo
        .transact(items)
        .replaceWith(Written.DONE)
        .onFailure(failure -> Dynamo.refusedAt(failure, LOGIN))
        .recoverWithItem(Written.LOGIN_TAKEN)
        .onFailure(failure -> Dynamo.refusedAt(failure, USER))
        .recoverWithItem(Written.USER_TAKEN)
        .onFailure(failure -> Dynamo.refusedAt(failure, EMAIL))
        .recoverWithItem(Written.EMAIL_TAKEN);
  }

  private TransactWriteItem guard(ForeignLogin login, String userId, Instant now) {
    return guard(login.key(), userId, now, FREE);
  }

  private TransactWriteItem guard(String login, String userId, Instant now, String condition) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(logins)
                    .item(
                        item()
                            .text("login", login)
                            .text("user_id", userId)
                            .time("created_at", now)
                            .attributes())
                    .conditionExpression(condition))
        .build();
  }

  private TransactWriteItem change(
      String userId, String expression, String condition, Item values) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(users)
                    .key(key(userId))
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  private static Item logins(ForeignLogin login) {
    return item().value(":logins", AttributeValue.fromSs(List.of(login.key())));
  }

  private static List<String> keys(StoredItem user) {
    AttributeValue identities = user.attributes().get(IDENTITIES);
    return identities == null ? List.of() : identities.ss();
  }

  private static Map<String, AttributeValue> key(String userId) {
    return item().text("user_id", userId).attributes();
  }
}
