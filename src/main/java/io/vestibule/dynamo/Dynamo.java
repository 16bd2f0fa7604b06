package io.vestibule.dynamo;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
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
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * The one way to DynamoDB. A call returns on the caller's own Vert.x context, and a store that is
 * slow, throttling or away becomes {@link ErrorCode#UNAVAILABLE}. Conditional failures pass
 * through: only the store that set the condition knows what its failure means.
 */
@ApplicationScoped
public class Dynamo {
  private static final Logger LOG = Logger.getLogger(Dynamo.class);
  private static final String REFUSED = "ConditionalCheckFailed";
  private static final Set<String> PASSING_REASONS =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");
  private static final int CONFLICT_RETRIES = 20;
  private static final Duration CONFLICT_BACKOFF = Duration.ofMillis(20);
  private static final Duration CONFLICT_BACKOFF_CAP = Duration.ofMillis(300);

  private final DynamoDbAsyncClient client;

  Dynamo(DynamoDbAsyncClient client) {
    this.client = client;
  }

  /**
   * One request. Nothing is sent before the {@code Uni} is subscribed to. A write that met a
   * transaction on the same item did nothing and is sent again.
   */
  public <T> Uni<T> call(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return CallerContext.resume(outlasting(send(request)));
  }

  /**
   * All items or none. Attempts share one idempotency token, so that a retry whose first attempt
   * did succeed is not a second write. A conflict with another transaction is retried; a failed
   * condition is the caller's: {@link TransactionCanceledException}.
   */
  public Uni<Void> transact(List<TransactWriteItem> items) {
    String idempotencyToken = UUID.randomUUID().toString();
    return call(db ->
            db.transactWriteItems(
                tx -> tx.transactItems(items).clientRequestToken(idempotencyToken)))
        .replaceWithVoid();
  }

  /** Whether the transaction was refused by the condition of its item number {@code index}. */
  public static boolean refusedAt(Throwable failure, int index) {
    return failure instanceof TransactionCanceledException canceled
        && canceled.cancellationReasons().size() > index
        && REFUSED.equals(canceled.cancellationReasons().get(index).code());
  }

  /**
   * The row that refused item number {@code index} of the transaction, where that item asked for it
   * ({@code returnValuesOnConditionCheckFailure}); empty where there was no row.
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

  /** The retries' timer has no Vert.x context, so the way back to the caller's comes after them. */
  private static <T> Uni<T> outlasting(Uni<T> attempt) {
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
                .anyMatch(reason -> PASSING_REASONS.contains(reason.code()))
            && canceled.cancellationReasons().stream()
                .noneMatch(reason -> REFUSED.equals(reason.code())));
  }

  private static Throwable translate(Throwable raised) {
    Throwable failure =
        raised instanceof CompletionException && raised.getCause() != null
            ? raised.getCause()
            : raised;
    if (failure instanceof ConditionalCheckFailedException
        || failure instanceof TransactionCanceledException
        || isConflict(failure)) {
      return failure;
    }
    if (isPassing(failure)) {
      // The type is enough to act on; an SDK message may quote the item.
      LOG.warnf("DynamoDB did not answer: %s", failure.getClass().getSimpleName());
      return ApiException.of(ErrorCode.UNAVAILABLE);
    }
    return failure;
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || failure instanceof SdkClientException
        || failure instanceof ResourceNotFoundException
        || (failure instanceof SdkServiceException service
            && (service.isThrottlingException() || service.statusCode() >= 500));
  }
}
