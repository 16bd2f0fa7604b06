package io.vestibule.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Runs the same call many times at once. */
public final class Parallel {
  private Parallel() {}

  public static <T> List<T> times(int count, Callable<T> call) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<T>> running =
          threads.invokeAll(IntStream.range(0, count).mapToObj(number -> call).toList());
      return running.stream().map(Parallel::result).toList();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    } finally {
      threads.shutdown();
    }
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new AssertionError("a parallel call failed", failure);
    }
  }
}
