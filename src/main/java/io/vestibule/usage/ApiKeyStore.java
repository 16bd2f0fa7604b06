package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The named keys in the tokens table ({@link ApiKeyItems}). Key, secrets and the entry of the meter
 * change in one transaction; its first write is that of the meter.
 */
@ApplicationScoped
class ApiKeyStore {
  /** How long the row of a secret is kept after it stopped working. */
  private static final Duration RETENTION = Duration.ofDays(1);

  /** Begins the names of rows that remember imported secrets. */
  private static final String IMPORTED = "imported:";

  private final Dynamo dynamo;
  private final String table;

  ApiKeyStore(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.table = tables.userTokens();
  }

  /** The key, read consistently. */
  Uni<Optional<ApiKey>> find(String userId, String keyId) {
    return dynamo
        .read(table, MeterItems.key(ApiKeyItems.rowKey(userId, keyId)))
        .map(found -> found.map(ApiKeyItems::read));
  }

  /**
   * The writes of a new key. The first one fails if the account has {@code most} named keys, is
   * suspended, or has another API token by now.
   */
  List<TransactWriteItem> creation(String meter, ApiKey key, int most, Instant now) {
    return List.of(
        meterUpdate(
            meter,
            key.id(),
            "SET #keys.#key = :entry",
            // The map also has the entry of the API token.
            "attribute_not_exists(#keys.#key) AND size(#keys) <= :most"
                + " AND attribute_not_exists(#blocked)",
            Map.of("#blocked", "blocked"),
            item()
                .value(":entry", KeyMeterItems.write(KeyMeter.unused(key.version(), now)))
                .number(":most", most)),
        putNew(ApiKeyItems.write(key)),
        putNew(ApiKeyItems.secret(key)));
  }

  TransactWriteItem importMark(String digest) {
    return putNew(item().text("token", IMPORTED + digest).attributes());
  }

  Uni<Boolean> wasImported(String digest) {
    return dynamo.read(table, MeterItems.key(IMPORTED + digest)).map(Optional::isPresent);
  }

  /** The writes of a changed key; the first one fails if it was changed or deleted meanwhile. */
  List<TransactWriteItem> change(String meter, ApiKey old, ApiKey changed) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        meterUpdate(
            meter,
            old.id(),
            "SET #keys.#key.#v = :new",
            "#keys.#key.#v = :old",
            Map.of("#v", "v"),
            item().number(":old", old.version()).number(":new", changed.version())));
    writes.add(put(ApiKeyItems.write(changed)));
    if (!changed.digest().equals(old.digest())) {
      writes.add(putNew(ApiKeyItems.secret(changed)));
      writes.addAll(retirement(old, changed));
    }
    return writes;
  }

  /** The writes that delete a key; the first one fails if it was changed or deleted meanwhile. */
  List<TransactWriteItem> deletion(String meter, ApiKey key) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        meterUpdate(
            meter,
            key.id(),
            "REMOVE #keys.#key",
            "#keys.#key.#v = :old",
            Map.of("#v", "v"),
            item().number(":old", key.version())));
    writes.add(delete(ApiKeyItems.rowKey(key.userId(), key.id())));
    writes.add(delete(KeyHistoryItems.rowKey(key.userId(), key.id())));
    writes.add(delete(key.digest()));
    key.former().forEach(old -> writes.add(delete(old.digest())));
    return writes;
  }

  /** Writes all or nothing. */
  Uni<KeyWriteResult> write(List<TransactWriteItem> change, List<TransactWriteItem> further) {
    List<TransactWriteItem> writes = new ArrayList<>(change);
    writes.addAll(further);
    return dynamo
        .transact(writes)
        .replaceWith(KeyWriteResult.DONE)
        .onFailure(Dynamo::isRefused)
        .recoverWithItem(
            failure ->
                Dynamo.refusedAt(failure, 0) ? KeyWriteResult.OUTDATED : KeyWriteResult.REFUSED);
  }

  /** Secrets that no longer work are deleted, the others expire. */
  private List<TransactWriteItem> retirement(ApiKey old, ApiKey changed) {
    List<TransactWriteItem> writes = new ArrayList<>();
    List<String> kept = changed.former().stream().map(ApiKey.Former::digest).toList();
    old.former().stream()
        .map(ApiKey.Former::digest)
        .filter(digest -> !kept.contains(digest))
        .forEach(digest -> writes.add(delete(digest)));
    Optional<ApiKey.Former> latest =
        changed.former().stream().filter(former -> former.digest().equals(old.digest())).findAny();
    writes.add(
        latest
            .map(
                former -> {
                  Map<String, AttributeValue> row = new HashMap<>(ApiKeyItems.secret(old));
                  row.putAll(
                      item()
                          .epochSeconds("expires_at", former.until().plus(RETENTION))
                          .attributes());
                  return put(row);
                })
            .orElseGet(() -> delete(old.digest())));
    return writes;
  }

  private TransactWriteItem meterUpdate(
      String meter,
      String keyId,
      String expression,
      String condition,
      Map<String, String> furtherNames,
      Item values) {
    Map<String, String> names = new HashMap<>(furtherNames);
    names.put("#keys", KeyMeterItems.KEYS);
    names.put("#key", keyId);
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(MeterItems.key(meter))
                    .updateExpression(expression)
                    .conditionExpression(condition)
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values.attributes()))
        .build();
  }

  private TransactWriteItem put(Map<String, AttributeValue> row) {
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(row)).build();
  }

  private TransactWriteItem putNew(Map<String, AttributeValue> row) {
    return Dynamo.putNew(table, "token", row);
  }

  private TransactWriteItem delete(String token) {
    return TransactWriteItem.builder()
        .delete(delete -> delete.tableName(table).key(MeterItems.key(token)))
        .build();
  }
}
