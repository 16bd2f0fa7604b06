package io.vestibule.testing;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/** Runs a task many times at the same moment, as {@code vestibule prove} does. */
public final class Concurrently {
  private Concurrently() {}

  /**
   * Runs {@code each} for 0 to {@code count} - 1, started together; returns the results in that
   * order.
   */
  public static <T> List<T> run(int count, IntFunction<T> each) {
    try {
      return io.vestibule.contract.Concurrently.run(count, each);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw new AssertionError("one of the calls failed", failed.getCause());
    }
  }
}
