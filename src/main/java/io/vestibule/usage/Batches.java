package io.vestibule.usage;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vestibule.web.ApiException;
import io.vestibule.web.CallerContext;
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
 * Counts named usage in transactions, one at a time for each token: what comes while one is under
 * way waits and goes into the next together. Transactions on one item refuse each other, so this
 * server's never meet, and the more clients there are the more share one.
 */
@ApplicationScoped
class Batches {
  /** DynamoDB takes 100 writes; fewer, lest one that is refused costs many others a second try. */
  private static final int LARGEST = 25;

  /** Waiting longer is of no use to a caller. */
  private static final int MAX_WAITING = 2_000;

  /** Between two transactions, so that other servers find the item free now and then. */
  private static final Duration GAP = Duration.ofMillis(5);

  private record Waiting(NamedUse use, UniEmitter<? super CountedOnce> caller) {}

  private final RequestStore store;
  private final InstantSource clock;
  private final Map<String, Queue<Waiting>> busy = new HashMap<>();

  Batches(RequestStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * What became of it.
   *
   * @throws ApiException {@link ErrorCode#UNAVAILABLE} where too much is waiting already
   */
  Uni<CountedOnce> count(String digest, NamedUse use) {
    Uni<CountedOnce> waiting =
        Uni.createFrom().emitter(caller -> enter(digest, new Waiting(use, caller)));
    return CallerContext.resume(waiting);
  }

  private void enter(String digest, Waiting one) {
    boolean first;
    boolean full;
    synchronized (busy) {
      first = !busy.containsKey(digest);
      Queue<Waiting> queue = busy.computeIfAbsent(digest, none -> new ArrayDeque<>());
      full = queue.size() >= MAX_WAITING;
      if (!full) {
        queue.add(one);
      }
    }
    if (full) {
      one.caller().fail(ApiException.of(ErrorCode.UNAVAILABLE));
    } else if (first) {
      // Away from the request that happens to be first, and from its context.
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
        .countAll(digest, batch.stream().map(Waiting::use).toList(), Period.at(now), now)
        .subscribe()
        .with(
            counted -> {
              batch.forEach(one -> one.caller().complete(counted.get(one.use())));
              countNextAfterGap(digest);
            },
            failure -> {
              batch.forEach(one -> one.caller().fail(failure));
              countNextAfterGap(digest);
            });
  }

  private void countNextAfterGap(String digest) {
    Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(GAP)
        .subscribe()
        .with(gone -> countNext(digest));
  }

  /** Those that waited longest, each request id once; empty where nothing waits any more. */
  private List<Waiting> next(String digest) {
    synchronized (busy) {
      Queue<Waiting> queue = busy.get(digest);
      List<Waiting> batch = new ArrayList<>();
      Set<RequestKey> named = new HashSet<>();
      for (Iterator<Waiting> all = queue.iterator(); all.hasNext() && batch.size() < LARGEST; ) {
        Waiting one = all.next();
        if (named.add(one.use().request())) {
          batch.add(one);
          all.remove();
        }
      }
      if (batch.isEmpty()) {
        busy.remove(digest);
      }
      return batch;
    }
  }
}
