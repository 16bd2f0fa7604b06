package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Work of one key one after another, work of different keys side by side. Two transactions on one
 * item refuse each other; those of this server need not even meet.
 */
@ApplicationScoped
class Lanes {
  /** Waiting longer is of no use to a caller. */
  private static final int MAX_WAITING = 1_000;

  private final Map<String, Queue<Runnable>> busy = new HashMap<>();

  /**
   * Runs {@code work} when what was entered before it under {@code key} has ended.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} where too much is waiting already
   */
  <T> Uni<T> run(String key, Supplier<Uni<T>> work) {
    Uni<T> queued =
        Uni.createFrom()
            .emitter(
                emitter -> {
                  Context context = Vertx.currentContext();
                  Runnable start = () -> start(key, work, emitter);
                  // Under its own context: what ends before it belongs to another request.
                  enter(
                      key,
                      context == null ? start : () -> context.runOnContext(go -> start.run()),
                      emitter);
                });
    return CallerContext.resume(queued);
  }

  private void enter(String key, Runnable start, UniEmitter<?> emitter) {
    synchronized (busy) {
      Queue<Runnable> waiting = busy.get(key);
      if (waiting != null) {
        if (waiting.size() >= MAX_WAITING) {
          emitter.fail(ApiException.of(ErrorCode.UNAVAILABLE));
        } else {
          waiting.add(start);
        }
        return;
      }
      busy.put(key, new ArrayDeque<>());
    }
    start.run();
  }

  private <T> void start(String key, Supplier<Uni<T>> work, UniEmitter<? super T> emitter) {
    Uni.createFrom()
        .deferred(work::get)
        .onTermination()
        .invoke(() -> leave(key))
        .subscribe()
        .with(emitter::complete, emitter::fail);
  }

  private void leave(String key) {
    Runnable next;
    synchronized (busy) {
      next = busy.get(key).poll();
      if (next == null) {
        busy.remove(key);
      }
    }
    if (next != null) {
      next.run();
    }
  }
}
