package io.vestibule.passkey;

import static io.vestibule.dynamo.Item.item;
import static io.vestibule.passkey.PasskeyItems.PREFIX;
import static io.vestibule.passkey.PasskeyItems.key;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.account.Notice;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The rows of passkeys in the factors table. Key: {@code user_id} (S), {@code factor_id} (S, {@code
 * passkey#<id>}). Attributes: {@code name} (S), {@code credential} (B, attested credential data),
 * {@code sign_count} (N), {@code backup_eligible}, {@code backed_up}, {@code prf} (BOOL), {@code
 * created_at}, {@code last_used_at} (S, ISO-8601), {@code wraps} (M, by key id: M of {@code
 * wrapped}, {@code aad}, {@code prf_salt}).
 *
 * <p>New ones are written by {@link NewPasskeyStore}.
 */
@ApplicationScoped
class PasskeyStore {
  /** Of both kinds of rows. */
  private static final String ALL = "passkey";

  private final Dynamo dynamo;
  private final String table;

  PasskeyStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  /** The outcome of {@link #recordUse}. Only the first one writes. */
  enum Use {
    DONE,
    /** The state of the ceremony was used before. */
    REPLAYED,
    /** The passkey was removed, or its counter has increased meanwhile. */
    OUTDATED
  }

  /** The account's passkeys, oldest first, read consistently. */
  Uni<List<Passkey>> list(String userId) {
    return query(userId, PREFIX)
        .map(
            rows ->
                rows.stream()
                    .map(PasskeyItems::read)
                    .sorted(Comparator.comparing(Passkey::createdAt))
                    .toList());
  }

  /** The passkey, read consistently. */
  Uni<Optional<Passkey>> find(String userId, String id) {
    return dynamo.read(table, key(userId, PREFIX + id)).map(found -> found.map(PasskeyItems::read));
  }

  /**
   * Records a sign-in together with the use of its state.
   *
   * @param used the write of {@link io.vestibule.challenge.ReplayGuard}
   */
  Uni<Use> recordUse(
      Passkey passkey, long signCount, boolean backedUp, Instant now, TransactWriteItem used) {
    TransactWriteItem update =
        TransactWriteItem.builder()
            .update(
                row ->
                    row.tableName(table)
                        .key(key(passkey.userId(), PREFIX + passkey.id()))
                        .updateExpression(
                            "SET sign_count = :count, backed_up = :backed, last_used_at = :now")
                        .conditionExpression(
                            "credential = :credential AND (sign_count < :count OR (sign_count ="
                                + " :zero AND :count = :zero))")
                        .expressionAttributeValues(
                            item()
                                .number(":count", signCount)
                                .number(":zero", 0)
                                .flag(":backed", backedUp)
                                .time(":now", now)
                                .bytes(":credential", passkey.credential())
                                .attributes()))
            .build();
    return dynamo
        .transact(List.of(used, update))
        .replaceWith(Use.DONE)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(failure -> Dynamo.refusedAt(failure, 0) ? Use.REPLAYED : Use.OUTDATED);
  }

  /** False if there is no such passkey. */
  Uni<Boolean> rename(String userId, String id, String name) {
    return update(
        userId,
        id,
        "SET #name = :name",
        Map.of("#name", "name"),
        item().text(":name", name).attributes());
  }

  /** Stores an audio key's wrap in place of an earlier one. False if there is no such passkey. */
  Uni<Boolean> putWrap(String userId, String id, PasskeyWrap wrap) {
    return update(
        userId,
        id,
        "SET wraps.#key = :wrap",
        Map.of("#key", wrap.keyId()),
        item().value(":wrap", PasskeyItems.attribute(wrap)).attributes());
  }

  /** Removes a passkey with its wraps. False if there is none. */
  Uni<Boolean> remove(String userId, String id, Notice notice) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        TransactWriteItem.builder()
            .delete(
                delete ->
                    delete
                        .tableName(table)
                        .key(key(userId, PREFIX + id))
                        .conditionExpression("attribute_exists(factor_id)"))
            .build());
    writes.addAll(notice.writes());
    return dynamo
        .transact(writes)
        .replaceWith(true)
        .onFailure(failure -> Dynamo.refusedAt(failure, 0))
        .recoverWithItem(false);
  }

  /** Deletes all rows of passkeys. */
  Uni<Void> removeAll(String userId) {
    return query(userId, ALL)
        .onItem()
        .transformToMulti(rows -> Multi.createFrom().iterable(rows))
        .onItem()
        .transformToUniAndConcatenate(
            row ->
                dynamo.call(
                    db ->
                        db.deleteItem(
                            delete ->
                                delete.tableName(table).key(key(userId, row.text("factor_id"))))))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Boolean> update(
      String userId,
      String id,
      String expression,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    return dynamo
        .call(
            db ->
                db.updateItem(
                    update ->
                        update
                            .tableName(table)
                            .key(key(userId, PREFIX + id))
                            .updateExpression(expression)
                            .conditionExpression("attribute_exists(factor_id)")
                            .expressionAttributeNames(names)
                            .expressionAttributeValues(values)))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** All at once: the limit keeps them below a page. */
  private Uni<List<StoredItem>> query(String userId, String prefix) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression(
                                "user_id = :user AND begins_with(factor_id, :prefix)")
                            .expressionAttributeValues(
                                item().text(":user", userId).text(":prefix", prefix).attributes())))
        .map(page -> page.items().stream().map(StoredItem::of).toList());
  }
}
