package io.vestibule.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Injects failures of DynamoDB, which DynamoDB Local never has. The SDK finds this class by a file
 * in the test resources, so the service uses its normal client. Also records which requests were
 * made. Batch writes are not affected: the audit trail writes them asynchronously. Nor are polls
 * for due work, which run on timers.
 */
public final class StoreFaults implements ExecutionInterceptor {
  /** Marks the DynamoDB clients of the tests. */
  static final ExecutionAttribute<Boolean> EXEMPT = new ExecutionAttribute<>("vestibule.exempt");

  /** Whether a call fails before or after it takes effect. */
  public enum Side {
    /** The request does not reach the store. */
    BEFORE,
    /** The request took effect, but the response is lost. */
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

  /** Runs {@code work} while call number {@code call}, counted from 1, fails on that side. */
  public static <T> T breaking(int call, Side side, Supplier<T> work) {
    return with(
        new Plan(call, call, side, () -> SdkClientException.create("injected by a test")), work);
  }

  /** Runs {@code work} while every call fails with that exception. */
  public static <T> T failing(Supplier<RuntimeException> failure, Supplier<T> work) {
    return with(new Plan(1, Integer.MAX_VALUE, Side.BEFORE, failure), work);
  }

  /** The names of the DynamoDB requests that {@code work} made, for example {@code GetItem}. */
  public static List<String> requests(Runnable work) {
    return with(
        null,
        () -> {
          work.run();
          return List.copyOf(REQUESTS);
        });
  }

  /** A call whose response is held back, after it took effect. */
  public static final class Held implements AutoCloseable {
    private final int call;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Held(int call) {
      this.call = call;
    }

    /** Whether the store has executed the call. */
    public boolean isReached() {
      return reached.getCount() == 0;
    }

    /** Names of the requests since the hold began. */
    public List<String> requests() {
      return List.copyOf(REQUESTS);
    }

    public void release() {
      released.countDown();
    }

    @Override
    public void close() {
      released.countDown();
      held = null;
    }

    private void hold() {
      reached.countDown();
      try {
        released.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static volatile Held held;

  /** Holds back the response of call number {@code call}, from 1 and counted from now on. */
  public static Held holding(int call) {
    REQUESTS.clear();
    CALLS.set(0);
    held = new Held(call);
    return held;
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
    if (attributes.getAttribute(EXEMPT) == null
        && !(request instanceof BatchWriteItemRequest)
        && !isPoll(request)) {
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
      Held now = held;
      if (now != null && now.call == call) {
        now.hold();
      }
      fail(call, Side.AFTER);
    }
  }

  private static boolean isPoll(SdkRequest request) {
    return request instanceof QueryRequest query && "due-index".equals(query.indexName());
  }

  private static void fail(int call, Side side) {
    Plan now = plan;
    if (now != null && now.side() == side && now.covers(call)) {
      throw now.failure().get();
    }
  }
}
