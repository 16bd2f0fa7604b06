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
 * <p>A row {@code passkeys} has a {@code version} (N), which every registration increases. Losing
 * it is harmless.
 */
@ApplicationScoped
class PasskeyStore {
  static final int MAX_PASSKEYS = 10;

  private static final String VERSION = "passkeys";

  /** Ten passkeys, and some registrations that are refused. */
  private static final int ATTEMPTS = 30;

  /** Of both kinds of rows. */
  private static final String ALL = "passkey";

  private final Dynamo dynamo;
  private final String table;

  PasskeyStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  /** The outcome of {@link #add}. Only the first one writes. */
  enum Addition {
    DONE,
    /** The state of the ceremony was used before. */
    REPLAYED,
    /** The account has this credential already. */
    EXISTS,
    TOO_MANY,
    /** The account does not exist, is being erased, or has ended the session. */
    NO_ACCOUNT,
    /** Other registrations were faster, again and again. */
    OVERTAKEN
  }

  /** The outcome of {@link #recordUse}. Only the first one writes. */
  enum Use {
    DONE,
    /** The state of the ceremony was used before. */
    REPLAYED,
    /** The passkey was removed, or its counter has increased meanwhile. */
    OUTDATED
  }

  /**
   * Stores a new passkey together with the use of its state and the notice. The version makes
   * registrations at the same moment follow each other, so that each counts those before it.
   *
   * @param used the write of {@link io.vestibule.challenge.ReplayGuard}
   * @param account the condition on the account
   */
  Uni<Addition> add(
      Passkey passkey, TransactWriteItem used, TransactWriteItem account, Notice notice) {
    return add(passkey, used, account, notice, ATTEMPTS);
  }

  private Uni<Addition> add(
      Passkey passkey,
      TransactWriteItem used,
      TransactWriteItem account,
      Notice notice,
      int attempts) {
    String userId = passkey.userId();
    // The version first: the passkeys are then not older than it.
    return dynamo
        .read(table, key(userId, VERSION))
        .map(found -> found.map(row -> row.number("version")).orElse(0L))
        .chain(
            version ->
                query(userId, PREFIX)
                    .chain(
                        existing ->
                            existing.size() >= MAX_PASSKEYS
                                ? Uni.createFrom().item(Addition.TOO_MANY)
                                : write(passkey, used, account, notice, version)))
        .chain(
            result ->
                result == Addition.OVERTAKEN && attempts > 1
                    ? add(passkey, used, account, notice, attempts - 1)
                    : Uni.createFrom().item(result));
  }

  private Uni<Addition> write(
      Passkey passkey,
      TransactWriteItem used,
      TransactWriteItem account,
      Notice notice,
      long version) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(used);
    writes.add(
        TransactWriteItem.builder()
            .put(
                put ->
                    put.tableName(table)
                        .item(PasskeyItems.row(passkey))
                        .conditionExpression("attribute_not_exists(factor_id)"))
            .build());
    writes.add(account);
    writes.add(increase(passkey.userId(), version));
    writes.addAll(notice.writes());
    return dynamo
        .transact(writes)
        .replaceWith(Addition.DONE)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(PasskeyStore::refusal);
  }

  private TransactWriteItem increase(String userId, long version) {
    return TransactWriteItem.builder()
        .update(
            row ->
                row.tableName(table)
                    .key(key(userId, VERSION))
                    .updateExpression("SET version = :next")
                    .conditionExpression(
                        version == 0 ? "attribute_not_exists(factor_id)" : "version = :read")
                    .expressionAttributeValues(
                        (version == 0 ? item() : item().number(":read", version))
                            .number(":next", version + 1)
                            .attributes()))
        .build();
  }

  private static Addition refusal(Throwable failure) {
    if (Dynamo.refusedAt(failure, 0)) {
      return Addition.REPLAYED;
    }
    if (Dynamo.refusedAt(failure, 1)) {
      return Addition.EXISTS;
    }
    return Dynamo.refusedAt(failure, 2) ? Addition.NO_ACCOUNT : Addition.OVERTAKEN;
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
