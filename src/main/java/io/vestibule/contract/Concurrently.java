package io.vestibule.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs a task many times at the same moment. */
public final class Concurrently {
  private Concurrently() {}

  /**
   * Runs {@code each} for 0 to {@code count} - 1, started together; returns the results in that
   * order.
   *
   * @throws InterruptedException if the calling thread is interrupted; the calls are, too
   * @throws ExecutionException if one of the calls failed
   */
  public static <T> List<T> run(int count, IntFunction<T> each)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(count);
    List<Callable<T>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      calls.add(
          () -> {
            start.await(1, TimeUnit.MINUTES);
            return each.apply(number);
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> call : threads.invokeAll(calls)) {
        results.add(call.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
