package io.vestibule.account;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The erasures table: what is still to be erased, so that an erasure that was broken off is found
 * without a scan. Item: {@code user_id} (S), {@code queue} (S, always {@value #QUEUE}) and {@code
 * due_at} (N, epoch seconds), by which the index sorts. Also the beginning and the end of an
 * account's erasure: the attribute {@value #ERASING} (S, ISO-8601), and the removal of account and
 * login.
 */
@ApplicationScoped
class ErasureStore {
  /** An account that has it is gone for everybody but the erasure. */
  static final String ERASING = "erasing_since";

  private static final String QUEUE = "erasures";
  private static final String BY_DUE = "due-index";
  private static final int ACCOUNT = 0;
  private static final int ADDRESS = 1;

  /** An erasure to go on with, and when it was due. */
  record Due(String userId, long dueAt) {}

  /**
   * An account that is there.
   *
   * @param email null where it has none
   * @param marked whether it is being erased; otherwise somebody lives in it
   */
  record Remains(String email, boolean marked) {}

  private final Dynamo dynamo;
  private final String table;
  private final String users;
  private final String logins;

  ErasureStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.erasures();
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(
        table, "user_id", Index.by(BY_DUE, "queue").sortedBy("due_at", ScalarAttributeType.N));
  }

  /**
   * Marks the account and queues its erasure, both or neither; false where there is no account.
   *
   * @param due when to go on with it, should it be broken off
   */
  Uni<Boolean> begin(String userId, Instant now, Instant due) {
    TransactWriteItem mark =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(AccountStore.key(userId))
                        .updateExpression(
                            "SET " + ERASING + " = if_not_exists(" + ERASING + ", :now)")
                        .conditionExpression("attribute_exists(user_id)")
                        .expressionAttributeValues(item().time(":now", now).attributes()))
            .build();
    TransactWriteItem queue =
        TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName(table)
                        .item(
                            item()
                                .text("user_id", userId)
                                .text("queue", QUEUE)
                                .epochSeconds("due_at", due)
                                .attributes()))
            .build();
    return dynamo
        .transact(List.of(mark, queue))
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, ACCOUNT))
        .recoverWithItem(false);
  }

  /** What there is under that id, read consistently; empty where there is no account. */
  Uni<Optional<Remains>> remains(String userId) {
    return dynamo
        .call(
            db ->
                db.getItem(
                    get -> get.tableName(users).key(AccountStore.key(userId)).consistentRead(true)))
        .map(
            found ->
                StoredItem.ofNullable(found.item())
                    .map(row -> new Remains(row.textOrNull("email"), row.has(ERASING))));
  }

  /** The oldest erasures that are due. */
  Uni<List<Due>> due(Instant now, int limit) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(BY_DUE)
                            .keyConditionExpression("#queue = :queue AND due_at <= :now")
                            .expressionAttributeNames(Map.of("#queue", "queue"))
                            .expressionAttributeValues(
                                item().text(":queue", QUEUE).epochSeconds(":now", now).attributes())
                            .limit(limit)))
        .map(
            page ->
                page.items().stream()
                    .map(StoredItem::of)
                    .map(row -> new Due(row.text("user_id"), row.number("due_at")))
                    .toList());
  }

  /** Puts it off; false where another server did, or it is done. */
  Uni<Boolean> claim(Due erasure, Instant until) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(AccountStore.key(erasure.userId()))
                            .updateExpression("SET due_at = :until")
                            .conditionExpression("due_at = :seen")
                            .expressionAttributeValues(
                                item()
                                    .epochSeconds(":until", until)
                                    .number(":seen", erasure.dueAt())
                                    .attributes())))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Puts it off; nothing where it is done. */
  Uni<Void> postpone(String userId, Instant due) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(AccountStore.key(userId))
                            .updateExpression("SET due_at = :due")
                            .conditionExpression("attribute_exists(user_id)")
                            .expressionAttributeValues(
                                item().epochSeconds(":due", due).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** It is done. */
  Uni<Void> close(String userId) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(AccountStore.key(userId))))
        .replaceWithVoid();
  }

  /**
   * Removes a marked account and its login in one transaction, which frees the address; nothing
   * where there is no such account any more.
   *
   * @param email null where it has none. Who came by another issuer may have one that names
   *     somebody else's account; that stays.
   */
  Uni<Void> removeAccount(String userId, String email) {
    TransactWriteItem account =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(users)
                        .key(AccountStore.key(userId))
                        .conditionExpression("attribute_exists(" + ERASING + ")"))
            .build();
    if (email == null) {
      return remove(List.of(account));
    }
    Map<String, AttributeValue> login =
        item().text("login", AccountStore.emailLogin(email)).attributes();
    TransactWriteItem address =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(logins)
                        .key(login)
                        .conditionExpression("attribute_not_exists(login) OR user_id = :user")
                        .expressionAttributeValues(item().text(":user", userId).attributes()))
            .build();
    return remove(List.of(account, address))
        .onFailure(failure -> Dynamo.refusedAt(failure, ADDRESS))
        .recoverWithUni(() -> remove(List.of(account)));
  }

  private Uni<Void> remove(List<TransactWriteItem> accountFirst) {
    return dynamo
        .transact(accountFirst)
        .onFailure(failure -> Dynamo.refusedAt(failure, ACCOUNT))
        .recoverWithNull();
  }
}
