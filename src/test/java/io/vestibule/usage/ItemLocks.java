package io.vestibule.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Simulates conflicts, which DynamoDB Local does not: during a transaction, other transactions and
 * plain writes on the same item fail. The item is locked during the whole request, which is longer
 * than DynamoDB locks it. The SDK finds this class by a file among the test resources.
 */
public final class ItemLocks implements ExecutionInterceptor {
  private static final ExecutionAttribute<List<String>> HELD =
      new ExecutionAttribute<>("vestibule.held-items");
  private static final Set<String> LOCKED = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger CONFLICTS = new AtomicInteger();
  private static volatile boolean on;

  /** Runs {@code work} with locks. */
  public static <T> T with(Supplier<T> work) {
    CONFLICTS.set(0);
    on = true;
    try {
      return work.get();
    } finally {
      on = false;
    }
  }

  /** How many requests failed in the last {@link #with}. */
  public static int conflicts() {
    return CONFLICTS.get();
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (!on) {
      return;
    }
    SdkRequest request = context.request();
    if (request instanceof TransactWriteItemsRequest transaction) {
      hold(transaction, attributes);
    } else if (request instanceof UpdateItemRequest update) {
      refuseLocked(update.tableName(), update.key());
    } else if (request instanceof DeleteItemRequest delete) {
      refuseLocked(delete.tableName(), delete.key());
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    release(attributes);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    release(attributes);
  }

  private static void hold(TransactWriteItemsRequest transaction, ExecutionAttributes attributes) {
    List<String> held = new ArrayList<>();
    for (TransactWriteItem write : transaction.transactItems()) {
      String item = name(write);
      if (!LOCKED.add(item)) {
        LOCKED.removeAll(held);
        CONFLICTS.incrementAndGet();
        throw TransactionCanceledException.builder()
            .cancellationReasons(
                transaction.transactItems().stream()
                    .map(each -> CancellationReason.builder().code("TransactionConflict").build())
                    .toList())
            .build();
      }
      held.add(item);
    }
    attributes.putAttribute(HELD, held);
  }

  private static void refuseLocked(String table, Map<String, AttributeValue> key) {
    if (LOCKED.contains(table + key)) {
      CONFLICTS.incrementAndGet();
      throw TransactionConflictException.builder().build();
    }
  }

  private static void release(ExecutionAttributes attributes) {
    List<String> held = attributes.getAttribute(HELD);
    if (held != null) {
      LOCKED.removeAll(held);
    }
  }

  /** A put is identified by its whole content: different puts never conflict here. */
  private static String name(TransactWriteItem write) {
    if (write.update() != null) {
      return write.update().tableName() + write.update().key();
    }
    return write.delete() != null
        ? write.delete().tableName() + write.delete().key()
        : write.put().tableName() + write.put().item();
  }
}
