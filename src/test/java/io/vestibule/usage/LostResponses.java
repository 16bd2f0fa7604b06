package io.vestibule.usage;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Breaks a connection after the store executed the request and before its response. The SDK's own
 * retries see this failure. The SDK finds this class by a file among the test resources.
 */
public final class LostResponses implements ExecutionInterceptor {
  private static final AtomicInteger LOST = new AtomicInteger();
  private static volatile Class<?> request;

  /** Runs {@code work}; the answer to the first request of that type is lost. */
  public static <T> T first(Class<?> type, Supplier<T> work) {
    LOST.set(0);
    request = type;
    try {
      return work.get();
    } finally {
      request = null;
    }
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    Class<?> type = request;
    if (type != null && type.isInstance(context.request()) && LOST.getAndIncrement() == 0) {
      throw SdkClientException.create("lost by a test", new IOException("connection reset"));
    }
  }
}
