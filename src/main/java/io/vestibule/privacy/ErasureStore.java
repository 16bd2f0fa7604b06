package io.vestibule.privacy;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.account.AccountItems;
import io.vestibule.dynamo.DueQueue;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.event.Event;
import io.vestibule.event.EventPublisher;
import io.vestibule.event.EventType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The erasures table holds the erasures that are not complete, so that an interrupted one is found
 * without a scan. Item: {@code user_id} (S), {@code queue} (S, always {@value #QUEUE}) and {@code
 * due_at} (N, epoch seconds), the sort key of the index. This store also marks the account: the
 * attribute {@link AccountItems#ERASING} (S, ISO-8601), and finally deletes account and login row.
 */
@ApplicationScoped
class ErasureStore {
  private static final String QUEUE = "erasures";
  private static final int ACCOUNT = 0;
  private static final int ADDRESS = 1;

  /** An erasure to resume, and when it was due. */
  record Due(String userId, long dueAt) {}

  /**
   * An account to erase.
   *
   * @param email null if it has none
   * @param marked whether it is being erased; if not, it is a new account
   */
  record ErasureTarget(String email, boolean marked) {}

  private final Dynamo dynamo;
  private final EventPublisher events;
  private final String table;
  private final DueQueue queue;
  private final String users;
  private final String logins;

  ErasureStore(Dynamo dynamo, EventPublisher events, TablesConfig tables) {
    this.dynamo = dynamo;
    this.events = events;
    this.table = tables.erasures();
    this.queue = new DueQueue(dynamo, table, QUEUE);
    this.users = tables.users();
    this.logins = tables.userLogins();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "user_id", DueQueue.index());
  }

  /**
   * Marks the account and queues its erasure in one transaction. False if there is no account.
   *
   * @param due when to resume the erasure if it is interrupted
   */
  Uni<Boolean> start(String userId, Instant now, Instant due) {
    TransactWriteItem mark =
        TransactWriteItem.builder()
            .update(
                update ->
                    update
                        .tableName(users)
                        .key(AccountItems.key(userId))
                        .updateExpression(
                            "SET "
                                + AccountItems.ERASING
                                + " = if_not_exists("
                                + AccountItems.ERASING
                                + ", :now)"
                                + AccountItems.UNLIST)
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

  /** The account with this id, read consistently; empty if there is none. */
  Uni<Optional<ErasureTarget>> findTarget(String userId) {
    return dynamo
        .read(users, AccountItems.key(userId))
        .map(
            found ->
                found.map(
                    row ->
                        new ErasureTarget(row.textOrNull("email"), row.has(AccountItems.ERASING))));
  }

  /** The oldest erasures that are due. */
  Uni<List<Due>> due(Instant now, int limit) {
    return queue
        .due(now, limit)
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Due(row.text("user_id"), row.number("due_at")))
                    .toList());
  }

  /** Claims the erasure until that time. False if another server did, or if it is complete. */
  Uni<Boolean> claim(Due erasure, Instant until) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(AccountItems.key(erasure.userId()))
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

  /** Sets the next due time; does nothing if the erasure is complete. */
  Uni<Void> reschedule(String userId, Instant due) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(AccountItems.key(userId))
                            .updateExpression("SET due_at = :due")
                            .conditionExpression("attribute_exists(user_id)")
                            .expressionAttributeValues(
                                item().epochSeconds(":due", due).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  /** Removes the erasure from the queue: it is complete. */
  Uni<Void> remove(String userId) {
    return dynamo
        .call(db -> db.deleteItem(delete -> delete.tableName(table).key(AccountItems.key(userId))))
        .replaceWithVoid();
  }

  /**
   * Deletes a marked account and its login row in one transaction, which frees the address. Does
   * nothing if the account no longer exists.
   *
   * @param email null if it has none. An account of a federated identity may have the address of
   *     another account, whose login row is not deleted.
   */
  Uni<Void> removeAccount(String userId, String email) {
    TransactWriteItem account =
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(users)
                        .key(AccountItems.key(userId))
                        .conditionExpression("attribute_exists(" + AccountItems.ERASING + ")"))
            .build();
    if (email == null) {
      return delete(userId, List.of(account));
    }
    Map<String, AttributeValue> login =
        item().text("login", AccountItems.emailLogin(email)).attributes();
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
    return delete(userId, List.of(account, address))
        .onFailure(failure -> Dynamo.refusedAt(failure, ADDRESS))
        .recoverWithUni(() -> delete(userId, List.of(account)));
  }

  private Uni<Void> delete(String userId, List<TransactWriteItem> accountFirst) {
    return events
        .prepare(Event.of(EventType.USER_DELETED, userId))
        .chain(event -> dynamo.transact(event.after(accountFirst)).invoke(event::deliver))
        .onFailure(failure -> Dynamo.refusedAt(failure, ACCOUNT))
        .recoverWithNull();
  }
}
