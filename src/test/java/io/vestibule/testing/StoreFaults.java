package io.vestibule.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;

/**
 * What DynamoDB Local never does: fail. The SDK finds this class by a file among the test
 * resources, so the service runs with the client it always has. Also notes which requests were
 * made. Batches are left alone: the audit trail writes them, off the path of any request.
 */
public final class StoreFaults implements ExecutionInterceptor {
  /** Marks the clients of the tests themselves. */
  static final ExecutionAttribute<Boolean> EXEMPT = new ExecutionAttribute<>("vestibule.exempt");

  /** At which side of the store a call breaks. */
  public enum Side {
    /** The request never gets there. */
    BEFORE,
    /** It took effect, but nobody hears of it. */
    AFTER
  }

  private record Plan(int firstCall, int lastCall, Side side, Supplier<RuntimeException> failure) {
    boolean covers(int call) {
      return call >= firstCall && call <= lastCall;
    }
  }

  private static final ExecutionAttribute<Integer> CALL =
      new ExecutionAttribute<>("vestibule.call");
  private static final List<String> REQUESTS = new CopyOnWriteArrayList<>();
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static volatile Plan plan;

  /** Runs {@code work} while call number {@code call}, from 1, breaks on that side. */
  public static <T> T breaking(int call, Side side, Supplier<T> work) {
    return with(
        new Plan(call, call, side, () -> SdkClientException.create("injected by a test")), work);
  }

  /** Runs {@code work} while every call fails so. */
  public static <T> T failing(Supplier<RuntimeException> failure, Supplier<T> work) {
    return with(new Plan(1, Integer.MAX_VALUE, Side.BEFORE, failure), work);
  }

  /** Names of the requests that {@code work} made of the store, for example {@code GetItem}. */
  public static List<String> requests(Runnable work) {
    return with(
        null,
        () -> {
          work.run();
          return List.copyOf(REQUESTS);
        });
  }

  private static <T> T with(Plan wanted, Supplier<T> work) {
    REQUESTS.clear();
    CALLS.set(0);
    plan = wanted;
    try {
      return work.get();
    } finally {
      plan = null;
    }
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (attributes.getAttribute(EXEMPT) == null && !(request instanceof BatchWriteItemRequest)) {
      REQUESTS.add(request.getClass().getSimpleName().replaceFirst("Request$", ""));
      int call = CALLS.incrementAndGet();
      attributes.putAttribute(CALL, call);
      fail(call, Side.BEFORE);
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    Integer call = attributes.getAttribute(CALL);
    if (call != null) {
      fail(call, Side.AFTER);
    }
  }

  private static void fail(int call, Side side) {
    Plan now = plan;
    if (now != null && now.side() == side && now.covers(call)) {
      throw now.failure().get();
    }
  }
}
