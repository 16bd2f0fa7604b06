package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vestibule.imports.DynamoSource.Table;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class DynamoSourceTest {
  private static final Table TABLE = new Table("users", "email", OptionalLong.empty());
  private static final Map<String, AttributeValue> ITEM =
      Map.of("email", AttributeValue.fromS("a"));

  @ParameterizedTest
  @ValueSource(strings = {"ThrottlingException", "ProvisionedThroughputExceededException", "500"})
  void anOverloadedSourceIsAskedAgain(String code) {
    Stub client = new Stub(code);
    DynamoSource source = DynamoSource.ofService(client);

    assertEquals(1, source.scan(TABLE, Optional.empty()).items().size());
    assertEquals(2, client.requests.get());

    client.requests.set(0);
    ApiException busy =
        assertThrows(
            ApiException.class,
            () -> source.find(TABLE, "a").await().atMost(Duration.ofMinutes(1)));
    assertEquals(ErrorCode.UNAVAILABLE, busy.code());
    assertEquals(
        Optional.of(ITEM),
        Batch.retried(source.find(TABLE, "a")).await().atMost(Duration.ofMinutes(1)));
  }

  @Test
  void aRefusalEndsTheImport() {
    Stub client = new Stub("AccessDeniedException");
    DynamoSource source = DynamoSource.ofService(client);

    assertEquals(
        "DynamoDB refuses to read table users: AccessDeniedException",
        assertThrows(ImportFailure.class, () -> source.scan(TABLE, Optional.empty())).getMessage());
    assertEquals(1, client.requests.get());
  }

  /** Fails the first request. */
  private static final class Stub implements DynamoDbAsyncClient {
    final AtomicInteger requests = new AtomicInteger();
    private final String code;

    Stub(String code) {
      this.code = code;
    }

    @Override
    public CompletableFuture<ScanResponse> scan(ScanRequest request) {
      return answer(ScanResponse.builder().items(List.of(ITEM)).build());
    }

    @Override
    public CompletableFuture<GetItemResponse> getItem(GetItemRequest request) {
      return answer(GetItemResponse.builder().item(ITEM).build());
    }

    private <T> CompletableFuture<T> answer(T answer) {
      return requests.getAndIncrement() == 0
          ? CompletableFuture.failedFuture(
              DynamoDbException.builder()
                  .statusCode(code.equals("500") ? 500 : 400)
                  .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                  .build())
          : CompletableFuture.completedFuture(answer);
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }
}
