package io.vestibule.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What DynamoDB Local never does: be slow, throttle, conflict or go away. */
class DynamoTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<TransactWriteItem> ITEMS = List.of(TransactWriteItem.builder().build());

  /** The requests a client got, whose answers are {@code null} for success or a failure. */
  private static final class Client {
    private final List<Object> requests = new ArrayList<>();
    private final Dynamo dynamo;

    Client(IntFunction<Throwable> failureOfAttempt) {
      dynamo =
          new Dynamo(
              (DynamoDbAsyncClient)
                  Proxy.newProxyInstance(
                      DynamoDbAsyncClient.class.getClassLoader(),
                      new Class<?>[] {DynamoDbAsyncClient.class},
                      (proxy, method, arguments) ->
                          answer(method.getName(), arguments[0], failureOfAttempt)));
    }

    private CompletableFuture<?> answer(
        String method, Object argument, IntFunction<Throwable> failures) {
      boolean transaction = method.equals("transactWriteItems");
      requests.add(transaction ? transaction(argument) : argument);
      Throwable failure = failures.apply(requests.size());
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      return CompletableFuture.completedFuture(
          transaction
              ? TransactWriteItemsResponse.builder().build()
              : GetItemResponse.builder().build());
    }

    @SuppressWarnings("unchecked")
    private static TransactWriteItemsRequest transaction(Object argument) {
      TransactWriteItemsRequest.Builder request = TransactWriteItemsRequest.builder();
      ((Consumer<TransactWriteItemsRequest.Builder>) argument).accept(request);
      return request.build();
    }

    void get() {
      dynamo.call(db -> db.getItem(GetItemRequest.builder().build())).await().atMost(PATIENCE);
    }

    void transact() {
      dynamo.transact(ITEMS).await().atMost(PATIENCE);
    }

    List<String> idempotencyTokens() {
      return requests.stream()
          .map(request -> ((TransactWriteItemsRequest) request).clientRequestToken())
          .toList();
    }
  }

  static Stream<Arguments> transientFailures() {
    return Stream.of(
            ProvisionedThroughputExceededException.builder()
                .awsErrorDetails(code("ProvisionedThroughputExceededException"))
                .build(),
            RequestLimitExceededException.builder()
                .awsErrorDetails(code("RequestLimitExceeded"))
                .build(),
            service(400, "ThrottlingException"),
            service(429, "TooManyRequestsException"),
            InternalServerErrorException.builder().statusCode(500).build(),
            service(503, "ServiceUnavailable"),
            ApiCallTimeoutException.create(1),
            ApiCallAttemptTimeoutException.create(1),
            SdkClientException.create("Unable to execute HTTP request: Connection refused"),
            SdkClientException.create("Unable to load credentials"),
            ResourceNotFoundException.builder().build())
        .map(failure -> Arguments.of(failure.getClass().getSimpleName(), failure));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transientFailures")
  void failureOfTheStoreIsUnavailable(String name, Throwable failure) {
    for (Throwable raised : List.of(failure, new CompletionException(failure))) {
      Client client = new Client(attempt -> raised);

      ApiException answer = assertThrows(ApiException.class, client::get);
      assertEquals(ErrorCode.UNAVAILABLE, answer.code());
      assertTrue(answer.retryAfter().orElseThrow().toSeconds() >= 1);
      assertThrows(ApiException.class, new Client(attempt -> raised)::transact);
    }
  }

  static Stream<Arguments> persistentConflicts() {
    return Stream.of(
            ConditionalCheckFailedException.builder().build(),
            canceled("ConditionalCheckFailed", "None"),
            canceled("None", "ValidationError"),
            service(400, "ValidationException"),
            service(400, "AccessDeniedException"))
        .map(failure -> Arguments.of(failure.getClass().getSimpleName(), failure));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("persistentConflicts")
  void failedConditionsPassThrough(String name, Throwable failure) {
    for (Throwable raised : List.of(failure, new CompletionException(failure))) {
      Client client = new Client(attempt -> raised);

      assertSame(failure, assertThrows(Throwable.class, client::get));
    }
  }

  static Stream<Arguments> conflicts() {
    return Stream.of(
        Arguments.of("conflict", canceled("None", "TransactionConflict", "None")),
        Arguments.of("throttled", canceled("ThrottlingError", "None")),
        Arguments.of("throughput", canceled("ProvisionedThroughputExceeded", "None")),
        Arguments.of("in progress", TransactionInProgressException.builder().build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conflicts")
  void conflictIsRetriedWithTheSameToken(String name, Throwable conflict) {
    Client client = new Client(attempt -> attempt <= 3 ? new CompletionException(conflict) : null);

    client.transact();

    assertEquals(4, client.requests.size());
    assertEquals(1, client.idempotencyTokens().stream().distinct().count());
    assertTrue(client.idempotencyTokens().get(0).length() <= 36, "DynamoDB's longest token");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conflicts")
  void persistentConflictIsUnavailable(String name, Throwable conflict) {
    Client client = new Client(attempt -> conflict);

    ApiException answer = assertThrows(ApiException.class, client::transact);

    assertEquals(ErrorCode.UNAVAILABLE, answer.code());
    assertTrue(answer.retryAfter().isPresent());
    assertEquals(21, client.requests.size());
    assertEquals(1, client.idempotencyTokens().stream().distinct().count());
  }

  @Test
  void twoTransactionsHaveTokensOfTheirOwn() {
    Client client = new Client(attempt -> null);

    client.transact();
    client.transact();

    assertEquals(2, client.idempotencyTokens().stream().distinct().count());
  }

  /** The condition says what is the case; waiting would not change it. */
  @Test
  void failedConditionIsNotRetriedEvenWithAConflict() {
    Client client =
        new Client(attempt -> canceled("TransactionConflict", "ConditionalCheckFailed"));

    Throwable failure = assertThrows(Throwable.class, client::transact);

    assertInstanceOf(TransactionCanceledException.class, failure);
    assertEquals(1, client.requests.size());
    assertTrue(Dynamo.refusedAt(failure, 1));
    assertTrue(!Dynamo.refusedAt(failure, 0) && !Dynamo.refusedAt(failure, 2));
  }

  @Test
  void nothingIsSentBeforeSubscription() {
    Client client = new Client(attempt -> null);

    client.dynamo.transact(ITEMS);

    assertEquals(0, client.requests.size());
  }

  private static TransactionCanceledException canceled(String... reasons) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            Arrays.stream(reasons)
                .map(reason -> CancellationReason.builder().code(reason).build())
                .toList())
        .build();
  }

  private static Throwable service(int status, String code) {
    return DynamoDbException.builder().statusCode(status).awsErrorDetails(code(code)).build();
  }

  /** By it the SDK knows what is throttling. */
  private static AwsErrorDetails code(String code) {
    return AwsErrorDetails.builder().errorCode(code).build();
  }
}
