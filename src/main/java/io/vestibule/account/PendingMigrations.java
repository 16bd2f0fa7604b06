package io.vestibule.account;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.TableDefinition.Index;
import io.vestibule.dynamo.TablesConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * The accounts whose password only a Cognito pool knows. Such an account has the attribute {@value
 * #ATTRIBUTE} (S, {@code <pool>/<shard>}) until it has a password here or may no longer take one
 * over. The sparse index on it has an entry for each of them, in 16 shards, because a partition of
 * an index limits the writes of an import.
 */
@ApplicationScoped
public class PendingMigrations {
  /** Removed with the first password, and when an administrator invalidates the password. */
  public static final String ATTRIBUTE = "migration";

  private static final String BY_POOL = "migration-index";
  private static final int SHARDS = 16;

  /** The last segment of the issuer of a pool is the pool's id: region, underscore, name. */
  private static final Pattern POOL_ISSUER =
      Pattern.compile(".*/([a-z0-9-]+_[A-Za-z0-9]+)", Pattern.DOTALL);

  private final Dynamo dynamo;
  private final String users;

  PendingMigrations(Dynamo dynamo, TablesConfig tables) {
    this.dynamo = dynamo;
    this.users = tables.users();
  }

  /** The sparse index of the users table. */
  static Index index() {
    return Index.by(BY_POOL, ATTRIBUTE).keysOnly();
  }

  /**
   * The value of {@value #ATTRIBUTE} for a new account without a password. Empty if the issuer of
   * its identity is no Cognito pool.
   */
  public static Optional<AttributeValue> mark(String issuer, String userId) {
    return Optional.of(POOL_ISSUER.matcher(issuer))
        .filter(Matcher::matches)
        .map(pool -> AttributeValue.fromS(value(pool.group(1), shard(userId))));
  }

  /** How many accounts of the pool are pending. Eventually consistent. */
  public Uni<Long> count(String pool) {
    return Multi.createFrom()
        .items(IntStream.range(0, SHARDS).boxed())
        .onItem()
        .transformToUniAndConcatenate(shard -> count(value(pool, shard), null))
        .collect()
        .in(() -> new long[1], (sum, shard) -> sum[0] += shard)
        .map(sum -> sum[0]);
  }

  private Uni<Long> count(String value, Map<String, AttributeValue> after) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(users)
                            .indexName(BY_POOL)
                            .keyConditionExpression("migration = :migration")
                            .expressionAttributeValues(
                                item().text(":migration", value).attributes())
                            .exclusiveStartKey(after)
                            .select(Select.COUNT)))
        .chain(
            page ->
                isLast(page)
                    ? Uni.createFrom().item((long) page.count())
                    : count(value, page.lastEvaluatedKey()).map(rest -> rest + page.count()));
  }

  private static boolean isLast(QueryResponse page) {
    return !page.hasLastEvaluatedKey() || page.lastEvaluatedKey().isEmpty();
  }

  private static int shard(String userId) {
    return Math.floorMod(userId.hashCode(), SHARDS);
  }

  private static String value(String pool, int shard) {
    return pool + "/" + shard;
  }
}
