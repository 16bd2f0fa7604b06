package io.vestibule.dynamo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Strongly consistent reads of single items. A read is sent at once as {@code GetItem}. Reads of
 * the same table that arrive while it is under way wait for it and are then sent together as one
 * {@code BatchGetItem}: the same read units for a fraction of the CPU time. They wait at most 20
 * ms, so that a slow call does not delay others. The result of a call that was sent before a read
 * was requested is never used for it.
 */
final class ItemReads {
  private static final Duration MAX_WAIT = Duration.ofMillis(20);

  private final Dynamo dynamo;
  private final Map<Source, ReadQueue> queues = new ConcurrentHashMap<>();

  ItemReads(Dynamo dynamo) {
    this.dynamo = dynamo;
  }

  /**
   * A table and the attributes that are read of its items.
   *
   * @param attributes besides the key; empty for all
   */
  private record Source(String table, List<String> attributes) {}

  /**
   * The item with this key; empty if there is none.
   *
   * @param attributes as in {@link Source}
   */
  Uni<Optional<StoredItem>> find(
      String table, Map<String, AttributeValue> key, List<String> attributes) {
    Source source = new Source(table, attributes);
    return VertxContext.resume(
        Uni.createFrom().emitter(emitter -> request(source, new PendingRead(key, emitter))));
  }

  private void request(Source source, PendingRead read) {
    ReadQueue queue = queues.computeIfAbsent(source, ignored -> new ReadQueue());
    List<PendingRead> next = queue.add(read);
    send(source, queue, next);
    if (next.isEmpty() && queue.needsDeadline()) {
      Uni.createFrom()
          .voidItem()
          .onItem()
          .delayIt()
          .by(MAX_WAIT)
          .subscribe()
          .with(waited -> send(source, queue, queue.overdue()));
    }
  }

  private void send(Source source, ReadQueue queue, List<PendingRead> reads) {
    if (reads.isEmpty()) {
      return;
    }
    if (reads.size() == 1) {
      get(source, reads.get(0), () -> send(source, queue, queue.finished()));
    } else {
      batch(source, queue, reads);
    }
  }

  private void get(Source source, PendingRead read, Runnable whenFinished) {
    Projection projection = Projection.of(source.attributes(), read.key().keySet());
    dynamo
        .<Optional<StoredItem>>onAnyThread(
            db ->
                db.getItem(
                        get ->
                            get.tableName(source.table())
                                .key(read.key())
                                .projectionExpression(projection.expression())
                                .expressionAttributeNames(projection.names())
                                .consistentRead(true))
                    .thenApply(found -> StoredItem.ofNullable(found.item())))
        .onTermination()
        .invoke(whenFinished)
        .subscribe()
        .with(read::complete, read::fail);
  }

  private void batch(Source source, ReadQueue queue, List<PendingRead> reads) {
    // Several reads of one item share a key, of which a batch must not contain two.
    Map<Map<String, AttributeValue>, List<PendingRead>> readsByKey =
        reads.stream().collect(groupingBy(PendingRead::key, LinkedHashMap::new, toList()));
    Set<String> keyNames = reads.get(0).key().keySet();
    Projection projection = Projection.of(source.attributes(), keyNames);
    KeysAndAttributes request =
        KeysAndAttributes.builder()
            .keys(readsByKey.keySet())
            .projectionExpression(projection.expression())
            .expressionAttributeNames(projection.names())
            .consistentRead(true)
            .build();
    dynamo
        .onAnyThread(
            db -> db.batchGetItem(batch -> batch.requestItems(Map.of(source.table(), request))))
        .onTermination()
        .invoke(() -> send(source, queue, queue.finished()))
        .subscribe()
        .with(
            response -> settle(source, readsByKey, keyNames, response),
            failure -> settle(source, reads, failure));
  }

  private void settle(
      Source source,
      Map<Map<String, AttributeValue>, List<PendingRead>> readsByKey,
      Set<String> keyNames,
      BatchGetItemResponse response) {
    KeysAndAttributes unprocessed = response.unprocessedKeys().get(source.table());
    if (unprocessed != null) {
      unprocessed
          .keys()
          .forEach(key -> readsByKey.remove(key).forEach(read -> alone(source, read)));
    }
    for (Map<String, AttributeValue> item :
        response.responses().getOrDefault(source.table(), List.of())) {
      readsByKey
          .remove(keyOf(item, keyNames))
          .forEach(read -> read.complete(Optional.of(StoredItem.of(item))));
    }
    readsByKey
        .values()
        .forEach(missing -> missing.forEach(read -> read.complete(Optional.empty())));
  }

  /** A request that the store refuses may be refused because of one key. */
  private void settle(Source source, List<PendingRead> reads, Throwable failure) {
    if (failure instanceof ApiException) {
      reads.forEach(read -> read.fail(failure));
    } else {
      reads.forEach(read -> alone(source, read));
    }
  }

  private void alone(Source source, PendingRead read) {
    get(source, read, () -> {});
  }

  private static Map<String, AttributeValue> keyOf(
      Map<String, AttributeValue> item, Set<String> keyNames) {
    Map<String, AttributeValue> key = new LinkedHashMap<>();
    keyNames.forEach(name -> key.put(name, item.get(name)));
    return key;
  }

  /**
   * @param expression null for all attributes
   * @param names placeholders, because attribute names may be reserved words; null for all
   */
  private record Projection(String expression, Map<String, String> names) {
    static Projection of(List<String> attributes, Set<String> keyNames) {
      if (attributes.isEmpty()) {
        return new Projection(null, null);
      }
      Map<String, String> names = new LinkedHashMap<>();
      keyNames.forEach(name -> names.put("#a" + names.size(), name));
      attributes.forEach(name -> names.put("#a" + names.size(), name));
      return new Projection(String.join(", ", names.keySet()), names);
    }
  }
}
