package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vestibule.runtime.VertxContext;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Counts usage with request ids in batched transactions, one at a time for each meter. Requests
 * that arrive during a transaction wait; those of one key share the next one. Concurrent
 * transactions on one item conflict; because of the batches, those of this server never do.
 */
@ApplicationScoped
class UsageBatcher {
  /** DynamoDB accepts 100 writes. A smaller batch limits the retries after a failed condition. */
  private static final int MAX_BATCH = 25;

  /** Requests that may wait for one meter. */
  private static final int MAX_WAITING = 2_000;

  /** Pause between two transactions, which lets other servers write the item. */
  private static final Duration PAUSE = Duration.ofMillis(5);

  private record Waiting(
      PresentedKey key, IdempotentUsage use, UniEmitter<? super IdempotentUsageResult> emitter) {}

  private final IdempotencyStore store;
  private final InstantSource clock;
  private final Map<String, Queue<Waiting>> queues = new HashMap<>();

  UsageBatcher(IdempotencyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Counts the usage once.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} if too many requests are waiting
   */
  Uni<IdempotentUsageResult> count(PresentedKey key, IdempotentUsage use) {
    Uni<IdempotentUsageResult> waiting =
        Uni.createFrom().emitter(emitter -> enqueue(key.meter(), new Waiting(key, use, emitter)));
    return VertxContext.resume(waiting);
  }

  private void enqueue(String digest, Waiting request) {
    boolean first;
    boolean full;
    synchronized (queues) {
      first = !queues.containsKey(digest);
      Queue<Waiting> queue = queues.computeIfAbsent(digest, key -> new ArrayDeque<>());
      full = queue.size() >= MAX_WAITING;
      if (!full) {
        queue.add(request);
      }
    }
    if (full) {
      request.emitter().fail(ApiException.of(ErrorCode.UNAVAILABLE));
    } else if (first) {
      // On another thread, outside the context of the request that happens to be first.
      Infrastructure.getDefaultWorkerPool().execute(() -> countNext(digest));
    }
  }

  private void countNext(String digest) {
    List<Waiting> batch = next(digest);
    if (batch.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    store
        .countAll(batch.get(0).key(), batch.stream().map(Waiting::use).toList(), now)
        .subscribe()
        .with(
            counted -> {
              batch.forEach(request -> request.emitter().complete(counted.get(request.use())));
              countNextAfterPause(digest);
            },
            failure -> {
              batch.forEach(request -> request.emitter().fail(failure));
              countNextAfterPause(digest);
            });
  }

  private void countNextAfterPause(String digest) {
    Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(PAUSE)
        .subscribe()
        .with(ignored -> countNext(digest));
  }

  /**
   * The requests of one key that waited longest, each request id once; empty if none is waiting.
   */
  private List<Waiting> next(String digest) {
    synchronized (queues) {
      Queue<Waiting> queue = queues.get(digest);
      List<Waiting> batch = new ArrayList<>();
      Set<IdempotencyKey> keys = new HashSet<>();
      for (Iterator<Waiting> waiting = queue.iterator();
          waiting.hasNext() && batch.size() < MAX_BATCH; ) {
        Waiting request = waiting.next();
        boolean sameKey = batch.isEmpty() || isSame(batch.get(0).key(), request.key());
        if (sameKey && keys.add(request.use().request())) {
          batch.add(request);
          waiting.remove();
        }
      }
      if (batch.isEmpty()) {
        queues.remove(digest);
      }
      return batch;
    }
  }

  private static boolean isSame(PresentedKey one, PresentedKey other) {
    return one.id().equals(other.id()) && one.key().version() == other.key().version();
  }
}
