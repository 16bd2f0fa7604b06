package io.vestibule.credential;

import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The threads on which passwords are hashed. A request that finds the queue full, or waits in it
 * for too long, fails with 503 and {@code Retry-After}. The queue is fair between client addresses
 * and between accounts. Hashes that must not be computed at the same time have a queue of their
 * own, so that they take one thread and the others go on.
 */
final class HashingPool {
  private final ExecutorService threads;
  private final Duration deadline;
  private final FairQueue<Task> usual;
  private final FairQueue<Task> alone;
  private final Semaphore aloneTurn = new Semaphore(1);

  /**
   * @param capacity of each queue
   * @param deadline the longest wait
   */
  HashingPool(int threads, int capacity, Duration deadline) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, "password-hashing-" + number.incrementAndGet()));
    this.deadline = deadline;
    this.usual = new FairQueue<>(capacity);
    this.alone = new FairQueue<>(capacity);
  }

  /**
   * @param work what a thread of the pool runs
   * @param refuse what is run instead where there is no room or no time
   */
  private record Task(Runnable work, Runnable refuse, long latestStart) {
    void run() {
      (System.nanoTime() - latestStart > 0 ? refuse : work).run();
    }
  }

  <T> Uni<T> run(Supplier<T> work) {
    return enqueue(work, usual, () -> usual.poll().ifPresent(Task::run));
  }

  /** As {@link #run}, but never two at once. */
  <T> Uni<T> runAlone(Supplier<T> work) {
    return enqueue(work, alone, this::runNextAlone);
  }

  /** How many wait for a thread. */
  int waiting() {
    return usual.size() + alone.size();
  }

  void stop() {
    threads.shutdown();
  }

  /** The pool is given one run for each task in the queue, and a run takes whichever is next. */
  private <T> Uni<T> enqueue(Supplier<T> work, FairQueue<Task> queue, Runnable runNext) {
    Uni<T> queued =
        Uni.createFrom()
            .emitter(
                emitter -> {
                  Task task =
                      new Task(
                          () -> {
                            try {
                              emitter.complete(work.get());
                            } catch (RuntimeException | OutOfMemoryError failure) {
                              emitter.fail(failure);
                            }
                          },
                          () -> emitter.fail(busy()),
                          System.nanoTime() + deadline.toNanos());
                  Optional<Task> refused = queue.offer(task, HashingClient.current());
                  if (refused.isPresent()) {
                    refused.get().refuse().run();
                    // Where it is another one, its run is left for this task.
                    return;
                  }
                  try {
                    threads.execute(runNext);
                  } catch (RejectedExecutionException stopped) {
                    task.refuse().run();
                  }
                });
    return VertxContext.resume(queued);
  }

  /**
   * A thread that does not get the turn goes on with other work: whoever has the turn takes the
   * next task afterwards.
   */
  private void runNextAlone() {
    if (!aloneTurn.tryAcquire()) {
      return;
    }
    try {
      alone.poll().ifPresent(Task::run);
    } finally {
      aloneTurn.release();
    }
    if (alone.size() > 0) {
      try {
        threads.execute(this::runNextAlone);
      } catch (RejectedExecutionException stopped) {
        for (Optional<Task> left = alone.poll(); left.isPresent(); left = alone.poll()) {
          left.get().refuse().run();
        }
      }
    }
  }

  private static ApiException busy() {
    return ApiException.later(ErrorCode.UNAVAILABLE, Duration.ofSeconds(2));
  }
}
