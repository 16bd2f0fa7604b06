package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.smallrye.mutiny.Uni;
import io.vestibule.dynamo.Dynamo;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.dynamo.TablesConfig;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The limits of recordings and bytes per account. They are checked by counting the user's records
 * in the index before a record is written, so no counter can drift. The index lags by about a
 * second and requests run at the same time: an account may exceed a limit by what it registers
 * within that time. Costs nothing while no limit is configured, otherwise one query for about 4,000
 * records.
 */
@ApplicationScoped
class RecordingLimits {
  private final Dynamo dynamo;
  private final String table;
  private final AudioConfig config;

  /** What an account has: the number of its records and the sum of their sizes in bytes. */
  private record Usage(long recordings, long bytes) {
    Usage plus(QueryResponse page) {
      long size =
          page.items().stream()
              .map(StoredItem::of)
              .mapToLong(row -> row.has("file_size") ? row.number("file_size") : 0)
              .sum();
      return new Usage(recordings + page.count(), bytes + size);
    }
  }

  RecordingLimits(Dynamo dynamo, TablesConfig tables, AudioConfig config) {
    this.dynamo = dynamo;
    this.table = tables.audioFiles();
    this.config = config;
  }

  /**
   * The limit that one more recording exceeds; empty if there is room.
   *
   * @param bytes the size of that recording; 0 if unknown
   */
  Uni<Optional<ErrorCode>> exceeded(String userId, long bytes) {
    if (config.maxRecordings().isEmpty() && config.maxBytes().isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return count(userId, new Usage(1, bytes), Map.of());
  }

  private Uni<Optional<ErrorCode>> count(
      String userId, Usage before, Map<String, AttributeValue> start) {
    return dynamo
        .call(
            db ->
                db.query(
                    query ->
                        query
                            .tableName(table)
                            .indexName(AudioStore.BY_USER)
                            .keyConditionExpression("user_id = :user")
                            .expressionAttributeValues(item().text(":user", userId).attributes())
                            .projectionExpression("file_size")
                            .exclusiveStartKey(start.isEmpty() ? null : start)))
        .chain(
            page -> {
              Usage usage = before.plus(page);
              Optional<ErrorCode> exceeded = exceeded(usage);
              return exceeded.isPresent() || !page.hasLastEvaluatedKey()
                  ? Uni.createFrom().item(exceeded)
                  : count(userId, usage, page.lastEvaluatedKey());
            });
  }

  private Optional<ErrorCode> exceeded(Usage usage) {
    if (usage.recordings() > config.maxRecordings().orElse(Long.MAX_VALUE)) {
      return Optional.of(ErrorCode.RECORDING_LIMIT);
    }
    return usage.bytes() > config.maxBytes().orElse(Long.MAX_VALUE)
        ? Optional.of(ErrorCode.STORAGE_LIMIT)
        : Optional.empty();
  }
}
