package io.vestibule.deployment;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Requests the consumed capacity of every call to DynamoDB, and records which actions are used on
 * which tables. The SDK finds this class through a file in the test resources.
 */
public final class CapacityRecorder implements ExecutionInterceptor {
  private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;
  private static final DoubleAdder READS = new DoubleAdder();
  private static final DoubleAdder WRITES = new DoubleAdder();

  /** Calls of DynamoDB only: a read of S3 that is given up never ends for an interceptor. */
  private static final AtomicInteger BEGUN = new AtomicInteger();

  private static final AtomicInteger ENDED = new AtomicInteger();

  /** Asked by a timer, on nobody's behalf. */
  private static final String POLLED = "due-index";

  private static final Map<String, Set<String>> ACTIONS = new ConcurrentHashMap<>();
  private static volatile boolean recording;

  /**
   * @param reads read request units
   * @param writes write request units
   */
  record Units(double reads, double writes) {}

  static void start() {
    READS.reset();
    WRITES.reset();
    recording = true;
  }

  static Units stop() {
    recording = false;
    return new Units(READS.sum(), WRITES.sum());
  }

  /** Number of calls started. It stops growing when background work has ended. */
  static int begun() {
    return BEGUN.get();
  }

  /**
   * Calls in progress. Not exact: faults that other tests inject may end a call twice, so compare
   * it only with an earlier value.
   */
  static int underWay() {
    return BEGUN.get() - ENDED.get();
  }

  /** Actions by table, or by {@code table/index/name}. */
  static Map<String, Set<String>> actions() {
    return new TreeMap<>(ACTIONS);
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    count(BEGUN, context.request());
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    count(ENDED, context.request());
  }

  private static void count(AtomicInteger calls, SdkRequest request) {
    boolean isPoll = request instanceof QueryRequest query && POLLED.equals(query.indexName());
    if (request instanceof DynamoDbRequest && !isPoll) {
      calls.incrementAndGet();
    }
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    return recording ? priced(context.request()) : context.request();
  }

  private static SdkRequest priced(SdkRequest request) {
    if (request instanceof GetItemRequest get) {
      note(get.tableName(), "GetItem");
      // Concurrent reads share a call.
      note(get.tableName(), "BatchGetItem");
      return get.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof QueryRequest query) {
      if (POLLED.equals(query.indexName())) {
        note(query.tableName() + "/index/" + POLLED, "Query");
        return query;
      }
      note(
          query.indexName() == null
              ? query.tableName()
              : query.tableName() + "/index/" + query.indexName(),
          "Query");
      return query.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof BatchGetItemRequest batch) {
      batch.requestItems().keySet().forEach(table -> note(table, "BatchGetItem"));
      return batch.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof PutItemRequest put) {
      note(put.tableName(), "PutItem");
      return put.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof UpdateItemRequest update) {
      note(update.tableName(), "UpdateItem");
      return update.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof DeleteItemRequest delete) {
      note(delete.tableName(), "DeleteItem");
      return delete.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof BatchWriteItemRequest batch) {
      batch.requestItems().keySet().forEach(table -> note(table, "BatchWriteItem"));
      return batch.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof TransactWriteItemsRequest transaction) {
      transaction.transactItems().forEach(CapacityRecorder::note);
      return transaction.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    return request;
  }

  private static void note(TransactWriteItem item) {
    if (item.put() != null) {
      note(item.put().tableName(), "PutItem");
    }
    if (item.update() != null) {
      note(item.update().tableName(), "UpdateItem");
    }
    if (item.delete() != null) {
      note(item.delete().tableName(), "DeleteItem");
    }
    if (item.conditionCheck() != null) {
      note(item.conditionCheck().tableName(), "ConditionCheckItem");
    }
  }

  private static void note(String resource, String action) {
    ACTIONS.computeIfAbsent(resource, fresh -> ConcurrentHashMap.newKeySet()).add(action);
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    count(ENDED, context.request());
    SdkResponse response = context.response();
    if (response instanceof GetItemResponse get) {
      add(READS, get.consumedCapacity());
    } else if (response instanceof QueryResponse query) {
      add(READS, query.consumedCapacity());
    } else if (response instanceof BatchGetItemResponse batch) {
      batch.consumedCapacity().forEach(capacity -> add(READS, capacity));
    } else if (response instanceof PutItemResponse put) {
      add(WRITES, put.consumedCapacity());
    } else if (response instanceof UpdateItemResponse update) {
      add(WRITES, update.consumedCapacity());
    } else if (response instanceof DeleteItemResponse delete) {
      add(WRITES, delete.consumedCapacity());
    } else if (response instanceof BatchWriteItemResponse batch) {
      batch.consumedCapacity().forEach(capacity -> add(WRITES, capacity));
    } else if (response instanceof TransactWriteItemsResponse transaction) {
      addTransaction((TransactWriteItemsRequest) context.request(), transaction);
    }
  }

  /**
   * DynamoDB takes two units for each item, and more for large items and indexes. DynamoDB Local
   * reports fewer if several items are of one table.
   */
  private static void addTransaction(
      TransactWriteItemsRequest request, TransactWriteItemsResponse response) {
    if (response.hasConsumedCapacity()) {
      double reported =
          response.consumedCapacity().stream()
              .map(ConsumedCapacity::capacityUnits)
              .filter(Objects::nonNull)
              .mapToDouble(Double::doubleValue)
              .sum();
      WRITES.add(Math.max(reported, 2.0 * request.transactItems().size()));
    }
  }

  private static void add(DoubleAdder sum, ConsumedCapacity capacity) {
    if (capacity != null && capacity.capacityUnits() != null) {
      sum.add(capacity.capacityUnits());
    }
  }
}
