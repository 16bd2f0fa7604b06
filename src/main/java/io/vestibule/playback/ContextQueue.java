package io.vestibule.playback;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks of other threads on a Vert.x context, in their order. Tasks that arrive together cross
 * over together, because each crossing costs more than most tasks.
 */
final class ContextQueue {
  private final Context context;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  ContextQueue(Context context) {
    this.context = context;
  }

  void add(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      schedule();
    }
  }

  private void schedule() {
    context.runOnContext(ignored -> runWaiting());
  }

  /** Tasks that are added meanwhile run later, after what else waits for the event loop. */
  private void runWaiting() {
    int count = waiting.get();
    int done = 0;
    try {
      while (done < count) {
        done++;
        tasks.remove().run();
      }
    } finally {
      if (waiting.addAndGet(-done) > 0) {
        schedule();
      }
    }
  }
}
