package io.vestibule.dynamo;

import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * All calls to DynamoDB. Results arrive on the caller's Vert.x context. A store that is slow,
 * throttles or is unreachable fails with {@link ErrorCode#UNAVAILABLE}. Failures of conditions are
 * passed on, because only the caller that set the condition knows their meaning.
 */
@ApplicationScoped
public class Dynamo {
  private static final Logger LOG = Logger.getLogger(Dynamo.class);
  private static final String REFUSED = "ConditionalCheckFailed";
  private static final Set<String> TRANSIENT_REASONS =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");
  private static final int CONFLICT_RETRIES = 20;
  private static final Duration CONFLICT_BACKOFF = Duration.ofMillis(20);
  private static final Duration CONFLICT_BACKOFF_CAP = Duration.ofMillis(300);

  private final DynamoDbAsyncClient client;
  private final ItemReads reads = new ItemReads(this);

  Dynamo(DynamoDbAsyncClient client) {
    this.client = client;
  }

  /** The item with this key, read consistently; empty if there is none. */
  public Uni<Optional<StoredItem>> read(String table, Map<String, AttributeValue> key) {
    return reads.find(table, key, List.of());
  }

  /** The key and the named attributes of an item, as {@link #read(String, Map)}. */
  public Uni<Optional<StoredItem>> read(
      String table, Map<String, AttributeValue> key, List<String> attributes) {
    return reads.find(table, key, List.copyOf(attributes));
  }

  /**
   * One request, sent when the {@code Uni} is subscribed to. A write that conflicts with a
   * transaction on the same item has no effect and is retried.
   */
  public <T> Uni<T> call(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return VertxContext.resume(onAnyThread(request));
  }

  /** As {@link #call}, but the result arrives on a thread of the SDK or of a retry. */
  <T> Uni<T> onAnyThread(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return retryConflicts(send(request));
  }

  /**
   * Writes all items or none. All attempts share one idempotency token, so that a retry after a
   * lost response is not a second write. A conflict with another transaction is retried. A failed
   * condition is passed on as {@link TransactionCanceledException}.
   */
  public Uni<Void> transact(List<TransactWriteItem> items) {
    String idempotencyToken = UUID.randomUUID().toString();
    return call(db ->
            db.transactWriteItems(
                tx -> tx.transactItems(items).clientRequestToken(idempotencyToken)))
        .replaceWithVoid();
  }

  /**
   * A conditional update, alone or in one transaction with other writes, which costs twice as much.
   *
   * @param together writes whose own conditions do not fail; empty for none
   * @return false if the condition of the update failed, and nothing was written
   */
  public Uni<Boolean> update(Update update, List<TransactWriteItem> together) {
    return isDone(
        together.isEmpty()
            ? updateAlone(update)
            : transactFirst(TransactWriteItem.builder().update(update).build(), together));
  }

  /** A conditional put; as {@link #update}. */
  public Uni<Boolean> put(Put put, List<TransactWriteItem> together) {
    return isDone(
        together.isEmpty()
            ? call(db ->
                    db.putItem(
                        alone ->
                            alone
                                .tableName(put.tableName())
                                .item(put.item())
                                .conditionExpression(put.conditionExpression())
                                .expressionAttributeNames(put.expressionAttributeNames())))
                .replaceWithVoid()
            : transactFirst(TransactWriteItem.builder().put(put).build(), together));
  }

  /** A conditional deletion; as {@link #update}. */
  public Uni<Boolean> delete(Delete delete, List<TransactWriteItem> together) {
    return isDone(
        together.isEmpty()
            ? call(db ->
                    db.deleteItem(
                        alone ->
                            alone
                                .tableName(delete.tableName())
                                .key(delete.key())
                                .conditionExpression(delete.conditionExpression())
                                .expressionAttributeNames(delete.expressionAttributeNames())
                                .expressionAttributeValues(delete.expressionAttributeValues())))
                .replaceWithVoid()
            : transactFirst(TransactWriteItem.builder().delete(delete).build(), together));
  }

  private static Uni<Boolean> isDone(Uni<Void> write) {
    return write
        .replaceWith(true)
        .onFailure(
            failure -> failure instanceof ConditionalCheckFailedException || refusedAt(failure, 0))
        .recoverWithItem(false);
  }

  private Uni<Void> updateAlone(Update update) {
    return call(db ->
            db.updateItem(
                alone ->
                    alone
                        .tableName(update.tableName())
                        .key(update.key())
                        .updateExpression(update.updateExpression())
                        .conditionExpression(update.conditionExpression())
                        .expressionAttributeNames(update.expressionAttributeNames())
                        .expressionAttributeValues(update.expressionAttributeValues())))
        .replaceWithVoid();
  }

  private Uni<Void> transactFirst(TransactWriteItem first, List<TransactWriteItem> together) {
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(first);
    writes.addAll(together);
    return transact(writes);
  }

  /**
   * The write of an item that must not exist yet.
   *
   * @param key a key attribute of the table
   */
  public static TransactWriteItem putNew(
      String table, String key, Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(
            put ->
                put.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(#key)")
                    .expressionAttributeNames(Map.of("#key", key)))
        .build();
  }

  /** Whether the condition of any item cancelled the transaction. */
  public static boolean isRefused(Throwable failure) {
    return failure instanceof TransactionCanceledException canceled
        && canceled.cancellationReasons().stream()
            .anyMatch(reason -> REFUSED.equals(reason.code()));
  }

  /** Whether the condition of item {@code index} cancelled the transaction. */
  public static boolean refusedAt(Throwable failure, int index) {
    return failure instanceof TransactionCanceledException canceled
        && canceled.cancellationReasons().size() > index
        && REFUSED.equals(canceled.cancellationReasons().get(index).code());
  }

  /**
   * The stored item that failed the condition of item {@code index}, if the request asked for it
   * ({@code returnValuesOnConditionCheckFailure}). Empty if there was no stored item.
   */
  public static Optional<StoredItem> rowAt(TransactionCanceledException refusal, int index) {
    return StoredItem.ofNullable(refusal.cancellationReasons().get(index).item());
  }

  private <T> Uni<T> send(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return Uni.createFrom()
        .completionStage(() -> request.apply(client))
        .onFailure()
        .transform(Dynamo::translate);
  }

  /**
   * The timer of the retries has no Vert.x context, so callers switch back to their context
   * afterwards.
   */
  private static <T> Uni<T> retryConflicts(Uni<T> attempt) {
    return attempt
        .onFailure(Dynamo::isConflict)
        .retry()
        .withBackOff(CONFLICT_BACKOFF, CONFLICT_BACKOFF_CAP)
        .atMost(CONFLICT_RETRIES)
        .onFailure(Dynamo::isConflict)
        .transform(conflict -> ApiException.of(ErrorCode.UNAVAILABLE));
  }

  private static boolean isConflict(Throwable failure) {
    return failure instanceof TransactionInProgressException
        || failure instanceof TransactionConflictException
        || (failure instanceof TransactionCanceledException canceled
            && canceled.cancellationReasons().stream()
                .anyMatch(reason -> TRANSIENT_REASONS.contains(reason.code()))
            && !isRefused(canceled));
  }

  private static Throwable translate(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (failure instanceof ConditionalCheckFailedException
        || failure instanceof TransactionCanceledException
        || isConflict(failure)) {
      return failure;
    }
    if (isTransient(failure)) {
      // Only the type is logged; an SDK message may quote the item.
      LOG.warnf("DynamoDB did not answer: %s", failure.getClass().getSimpleName());
      return ApiException.of(ErrorCode.UNAVAILABLE);
    }
    return failure;
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || failure instanceof SdkClientException
        || failure instanceof ResourceNotFoundException
        || (failure instanceof SdkServiceException service
            && (service.isThrottlingException() || service.statusCode() >= 500));
  }
}
