package io.vestibule.imports;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * Tables of an earlier system in DynamoDB, which are read page by page. Requires {@code
 * dynamodb:DescribeTable}, {@code Scan} and {@code GetItem} on them.
 */
public final class DynamoSource implements AutoCloseable {
  /** Items of a page; a checkpoint is saved after each. */
  static final int PAGE_SIZE = 100;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final DynamoDbAsyncClient client;
  private final boolean own;
  private final String place;

  private DynamoSource(DynamoDbAsyncClient client, boolean own, String place) {
    this.client = client;
    this.own = own;
    this.place = place;
  }

  /** A page of items. */
  record Page(List<Map<String, AttributeValue>> items, Optional<String> next) {
    @Override
    public String toString() {
      return "Page[redacted]";
    }
  }

  /**
   * A table with a partition key of type S and no sort key.
   *
   * @param estimatedItems as DynamoDB counts them, every six hours
   */
  record Table(String name, String key, OptionalLong estimatedItems) {}

  /** The tables are in the account, region and endpoint of the service's own tables. */
  static DynamoSource ofService(DynamoDbAsyncClient client) {
    return new DynamoSource(client, false, "");
  }

  /**
   * The tables are elsewhere. Uses the default AWS credentials chain.
   *
   * @param endpoint replaces the AWS endpoint
   */
  static DynamoSource connect(Optional<String> region, Optional<URI> endpoint) {
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .overrideConfiguration(config -> config.apiCallTimeout(TIMEOUT));
    region.map(Region::of).ifPresent(builder::region);
    endpoint.ifPresent(builder::endpointOverride);
    try {
      return new DynamoSource(
          builder.build(), true, region.orElse("") + " " + endpoint.map(URI::toString).orElse(""));
    } catch (SdkClientException incomplete) {
      throw unreachable();
    }
  }

  /** Whether a table of this name is the service's table of this name. */
  boolean isOfService() {
    return !own;
  }

  /** Region and endpoint, for the checkpoint. */
  String place() {
    return place;
  }

  /**
   * @throws ImportFailure if there is no such table or its key has another form
   */
  Table describe(String name) {
    TableDescription table =
        call(name, db -> db.describeTable(describe -> describe.tableName(name))).table();
    List<KeySchemaElement> key = table.keySchema();
    String attribute = key.get(0).attributeName();
    boolean isText =
        table.attributeDefinitions().stream()
            .anyMatch(
                defined ->
                    defined.attributeName().equals(attribute)
                        && defined.attributeType() == ScalarAttributeType.S);
    if (key.size() != 1 || !isText) {
      throw new ImportFailure("table " + name + " must have a partition key of type S only");
    }
    return new Table(
        name,
        attribute,
        table.itemCount() == null ? OptionalLong.empty() : OptionalLong.of(table.itemCount()));
  }

  /**
   * The next items, read consistently.
   *
   * @param after the key of the last item that was read; empty for the first page
   */
  Page scan(Table table, Optional<String> after) {
    ScanResponse page =
        Batch.retried(
                request(
                    table.name(),
                    db ->
                        db.scan(
                            scan ->
                                scan.tableName(table.name())
                                    .consistentRead(true)
                                    .limit(PAGE_SIZE)
                                    .exclusiveStartKey(
                                        after.map(id -> key(table, id)).orElse(null)))))
            .onFailure()
            .transform(ImportFailure::ofRecord)
            .await()
            .indefinitely();
    return new Page(
        page.items(),
        Optional.ofNullable(page.lastEvaluatedKey())
            .filter(key -> !key.isEmpty())
            .map(key -> key.get(table.key()).s()));
  }

  /** The item with this key, read consistently. Fails with a retryable failure under load. */
  Uni<Optional<Map<String, AttributeValue>>> find(Table table, String id) {
    return request(
            table.name(),
            db ->
                db.getItem(
                    get -> get.tableName(table.name()).key(key(table, id)).consistentRead(true)))
        .map(response -> Optional.of(response.item()).filter(item -> !item.isEmpty()));
  }

  @Override
  public void close() {
    if (own) {
      client.close();
    }
  }

  private static Map<String, AttributeValue> key(Table table, String id) {
    return Map.of(table.key(), AttributeValue.fromS(id));
  }

  private <T> Uni<T> request(
      String table, Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    return Uni.createFrom()
        .completionStage(() -> request.apply(client))
        .onFailure()
        .transform(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
              return isTransient(cause)
                  ? ApiException.of(ErrorCode.UNAVAILABLE)
                  : explain(table, cause);
            });
  }

  private static boolean isTransient(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException
        || (failure instanceof SdkServiceException service
            && (service.isThrottlingException() || service.statusCode() >= 500));
  }

  private <T> T call(String table, Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
    try {
      return request.apply(client).join();
    } catch (CompletionException failure) {
      throw explain(table, failure.getCause());
    }
  }

  /** The message of DynamoDB may quote an item; its code does not. */
  private static ImportFailure explain(String table, Throwable failure) {
    if (failure instanceof ResourceNotFoundException) {
      return new ImportFailure("table " + table + " does not exist");
    }
    if (failure instanceof AwsServiceException refused) {
      return new ImportFailure(
          "DynamoDB refuses to read table "
              + table
              + ": "
              + (refused.awsErrorDetails() == null
                  ? "status " + refused.statusCode()
                  : refused.awsErrorDetails().errorCode()));
    }
    return unreachable();
  }

  private static ImportFailure unreachable() {
    return new ImportFailure(
        "the DynamoDB of the source cannot be reached: check endpoint, region and credentials");
  }
}
