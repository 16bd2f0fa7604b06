package io.vestibule.factor;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TableDefinition;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * The factors table. Key: {@code user_id} (S), {@code factor_id} (S). Rows: {@code totp} with
 * {@code sealed_secret} (B), {@code created_at} and {@code confirmed_at} (S, ISO-8601), {@code
 * last_step} (N); {@code recovery-codes} with {@code sealed_secret} (B, the key of the HMACs),
 * {@code codes} (BS, HMACs) and {@code created_at}; {@code passkey#<credential id>}, of which this
 * class knows the key and {@code created_at} only.
 */
@ApplicationScoped
class FactorStore {
  private final Dynamo dynamo;
  private final String table;

  FactorStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.factors();
  }

  @Produces
  @Singleton
  TableDefinition definition() {
    return TableDefinition.of(table, "user_id").sortedBy("factor_id", ScalarAttributeType.S);
  }

  /** What the account has set up, read consistently. */
  Uni<EnrolledFactors> enrolled(String userId) {
    return rows(userId)
        .map(
            rows ->
                new EnrolledFactors(
                    rows.stream()
                        .filter(row -> !isUnconfirmedTotp(row))
                        .map(row -> row.text("factor_id"))
                        .collect(Collectors.toSet())));
  }

  Uni<Optional<Totp>> findTotp(String userId) {
    return dynamo
        .read(table, key(userId, EnrolledFactors.TOTP))
        .map(found -> found.map(FactorStore::totp));
  }

  /** Replaces an unconfirmed row; false if a confirmed one exists. */
  Uni<Boolean> putUnconfirmedTotp(String userId, SdkBytes sealedSecret, Instant now) {
    Map<String, AttributeValue> row =
        item()
            .text("user_id", userId)
            .text("factor_id", EnrolledFactors.TOTP)
            .value("sealed_secret", AttributeValue.fromB(sealedSecret))
            .time("created_at", now)
            .attributes();
    return dynamo
        .call(
            db ->
                db.putItem(
                    put ->
                        put.tableName(table)
                            .item(row)
                            .conditionExpression("attribute_not_exists(confirmed_at)")))
        .replaceWith(true)
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithItem(false);
  }

  /** Makes the row with that secret count from now on; fails if it is another one or confirmed. */
  TransactWriteItem confirmTotp(String userId, SdkBytes sealedSecret, long step, Instant now) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(userId, EnrolledFactors.TOTP))
                    .updateExpression("SET confirmed_at = :now, last_step = :step")
                    .conditionExpression(
                        "sealed_secret = :secret AND attribute_not_exists(confirmed_at)")
                    .expressionAttributeValues(
                        item()
                            .time(":now", now)
                            .number(":step", step)
                            .value(":secret", AttributeValue.fromB(sealedSecret))
                            .attributes()))
        .build();
  }

  /**
   * Uses up a step: no code of this or an earlier step is accepted any more, on any replica.
   *
   * @return false if that has happened already, or the app was removed or replaced
   */
  Uni<Boolean> useStep(String userId, SdkBytes sealedSecret, long step) {
    Update use =
        Update.builder()
            .tableName(table)
            .key(key(userId, EnrolledFactors.TOTP))
            .updateExpression("SET last_step = :step")
            .conditionExpression(
                "attribute_exists(confirmed_at) AND sealed_secret = :secret"
                    + " AND (attribute_not_exists(last_step) OR last_step < :step)")
            .expressionAttributeValues(
                item()
                    .number(":step", step)
                    .value(":secret", AttributeValue.fromB(sealedSecret))
                    .attributes())
            .build();
    return dynamo.update(use, List.of());
  }

  Uni<Optional<StoredRecoveryCodes>> recoveryCodes(String userId) {
    return dynamo
        .read(table, key(userId, EnrolledFactors.RECOVERY_CODES))
        .map(found -> found.map(FactorStore::codes));
  }

  /** Replaces all recovery codes. */
  TransactWriteItem putRecoveryCodes(String userId, StoredRecoveryCodes codes, Instant now) {
    Map<String, AttributeValue> row =
        item()
            .text("user_id", userId)
            .text("factor_id", EnrolledFactors.RECOVERY_CODES)
            .value("sealed_secret", AttributeValue.fromB(codes.sealedKey()))
            .value("codes", AttributeValue.fromBs(List.copyOf(codes.macs())))
            .time("created_at", now)
            .attributes();
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(row)).build();
  }

  /** Fails the transaction unless there is a confirmed authenticator app. */
  TransactWriteItem requireTotp(String userId) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(table)
                    .key(key(userId, EnrolledFactors.TOTP))
                    .conditionExpression("attribute_exists(confirmed_at)"))
        .build();
  }

  /** Removes a recovery code; false if it is not there: another request has used it. */
  Uni<Boolean> useRecoveryCode(String userId, SdkBytes mac) {
    Update use =
        Update.builder()
            .tableName(table)
            .key(key(userId, EnrolledFactors.RECOVERY_CODES))
            .updateExpression("DELETE codes :used")
            .conditionExpression("contains(codes, :code)")
            .expressionAttributeValues(
                item()
                    .value(":used", AttributeValue.fromBs(List.of(mac)))
                    .value(":code", AttributeValue.fromB(mac))
                    .attributes())
            .build();
    return dynamo.update(use, List.of());
  }

  /** Deletes a row, if it exists. */
  TransactWriteItem delete(String userId, String factorId) {
    return TransactWriteItem.builder()
        .delete(delete -> delete.tableName(table).key(key(userId, factorId)))
        .build();
  }

  /** Deletes a row; fails the transaction if there is none. */
  TransactWriteItem deleteExisting(String userId, String factorId) {
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete
                    .tableName(table)
                    .key(key(userId, factorId))
                    .conditionExpression("attribute_exists(factor_id)"))
        .build();
  }

  /** The ids of all rows, also of an unconfirmed app; those made after a time, if one is given. */
  Uni<List<String>> ids(String userId, Optional<Instant> after) {
    return rows(userId)
        .map(
            rows ->
                rows.stream()
                    .filter(
                        row ->
                            after.isEmpty()
                                || !row.has("created_at")
                                || row.time("created_at").isAfter(after.get()))
                    .map(row -> row.text("factor_id"))
                    .toList());
  }

  /** Deletes all rows of an account, one after the other. */
  Uni<Void> deleteAll(String userId) {
    return ids(userId, Optional.empty())
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(
            id ->
                dynamo.call(
                    db -> db.deleteItem(delete -> delete.tableName(table).key(key(userId, id)))))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** Keys and times of every row; an account has at most a dozen. */
  private Uni<List<StoredItem>> rows(String userId) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .consistentRead(true)
                            .keyConditionExpression("user_id = :user")
                            .projectionExpression("factor_id, confirmed_at, created_at")
                            .expressionAttributeValues(item().text(":user", userId).attributes())))
        .map(found -> found.items().stream().map(StoredItem::of).toList());
  }

  private static boolean isUnconfirmedTotp(StoredItem row) {
    return row.text("factor_id").equals(EnrolledFactors.TOTP) && !row.has("confirmed_at");
  }

  private static Totp totp(StoredItem row) {
    return new Totp(
        row.attributes().get("sealed_secret").b(),
        Optional.ofNullable(row.timeOrNull("confirmed_at")),
        row.has("last_step") ? OptionalLong.of(row.number("last_step")) : OptionalLong.empty());
  }

  /** The set disappears with its last element. */
  private static StoredRecoveryCodes codes(StoredItem row) {
    AttributeValue macs = row.attributes().get("codes");
    return new StoredRecoveryCodes(
        row.attributes().get("sealed_secret").b(), macs == null ? Set.of() : Set.copyOf(macs.bs()));
  }

  private static Map<String, AttributeValue> key(String userId, String factorId) {
    return item().text("user_id", userId).text("factor_id", factorId).attributes();
  }
}
