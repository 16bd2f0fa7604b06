package io.vestibule.usage;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * Deletes the rows of named keys that were removed from the meter. A proof of the address ends all
 * named keys in a transaction, which has no room for the rows of 50 keys and their secrets. They
 * are deleted afterwards; rows that remain are deleted when the key is presented. Nothing here
 * fails, because a key without an entry in the meter cannot be used.
 */
@ApplicationScoped
public class EndedKeys {
  private static final Logger LOG = Logger.getLogger(EndedKeys.class);

  /** More than the rows of 50 keys with all their secrets. */
  private static final int MOST_ROWS = 500;

  private final ApiTokenStore tokens;
  private final ApiKeyStore keys;
  private final MeterStore meters;
  private final MeterLocation location;
  private final Dynamo dynamo;
  private final String table;

  EndedKeys(
      ApiTokenStore tokens,
      ApiKeyStore keys,
      MeterStore meters,
      MeterLocation location,
      Dynamo dynamo,
      TablesConfig tables) {
    this.tokens = tokens;
    this.keys = keys;
    this.meters = meters;
    this.location = location;
    this.dynamo = dynamo;
    this.table = tables.userTokens();
  }

  /** Deletes the rows of all ended keys of the account. */
  public Uni<Void> deleteAll(String userId) {
    return quietly(
        // The meter after the rows: it has every key of theirs that was created until then.
        tokens
            .ownedBy(userId, MOST_ROWS)
            .chain(
                rows ->
                    location
                        .find(userId)
                        .chain(
                            digest ->
                                digest
                                    .map(meters::find)
                                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                        .chain(
                            meter ->
                                meter.isEmpty()
                                    ? Uni.createFrom().voidItem()
                                    : deleteAll(userId, rows, meter.get()))));
  }

  private Uni<Void> deleteAll(String userId, List<String> rows, Meter meter) {
    String prefix = ApiKeyItems.rowKey(userId, "");
    return Multi.createFrom()
        .items(rows.stream())
        .filter(row -> row.startsWith(prefix))
        .map(row -> row.substring(prefix.length()))
        .filter(id -> !meter.keys().containsKey(id))
        .onItem()
        .transformToUniAndConcatenate(id -> keys.find(userId, id))
        .onItem()
        .transformToUniAndConcatenate(
            found -> found.map(this::rows).orElseGet(() -> Uni.createFrom().voidItem()))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /**
   * Deletes the rows of an ended key.
   *
   * @param presented the hash of the secret by which it was found
   */
  Uni<Void> delete(ApiKey key, String presented) {
    return quietly(deleteSecret(presented, key.id()).chain(() -> rows(key)));
  }

  /** The row of the key last: it names the others. */
  private Uni<Void> rows(ApiKey key) {
    List<String> secrets = new ArrayList<>(List.of(key.digest()));
    key.former().forEach(old -> secrets.add(old.digest()));
    return Multi.createFrom()
        .iterable(secrets)
        .onItem()
        .transformToUniAndConcatenate(digest -> deleteSecret(digest, key.id()))
        .collect()
        .asList()
        .chain(() -> tokens.delete(KeyHistoryItems.rowKey(key.userId(), key.id())))
        .chain(() -> tokens.delete(ApiKeyItems.rowKey(key.userId(), key.id())));
  }

  /** The same secret may have been imported again as another key. */
  private Uni<Void> deleteSecret(String digest, String keyId) {
    return dynamo
        .call(
            db ->
                db.deleteItem(
                    delete ->
                        delete
                            .tableName(table)
                            .key(MeterItems.key(digest))
                            .conditionExpression("#id = :id")
                            .expressionAttributeNames(Map.of("#id", "key_id"))
                            .expressionAttributeValues(item().text(":id", keyId).attributes())))
        .replaceWithVoid()
        .onFailure(ConditionalCheckFailedException.class)
        .recoverWithNull();
  }

  private static Uni<Void> quietly(Uni<Void> deletion) {
    return deletion
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "Rows of ended API keys were not deleted: %s",
                    failure.getClass().getSimpleName()))
        .onFailure()
        .recoverWithNull();
  }
}
