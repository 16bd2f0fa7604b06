package io.vestibule.usage;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Clients that start at the same moment. */
public final class ConcurrentClients {
  private ConcurrentClients() {}

  /** The result of each of {@code size} clients, by its number. */
  public static <T> List<T> of(int size, IntFunction<T> client) {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<T>> running =
          IntStream.range(0, size)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            start.await();
                            return client.apply(number);
                          }))
              .toList();
      start.countDown();
      return running.stream().map(ConcurrentClients::result).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T result(Future<T> running) {
    try {
      return running.get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError(failed);
    }
  }
}
