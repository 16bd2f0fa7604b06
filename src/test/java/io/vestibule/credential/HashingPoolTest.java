package io.vestibule.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashingPoolTest {
  private static final int CAPACITY = 200;

  private final HashingPool pool = new HashingPool(4, CAPACITY, Duration.ofMinutes(5));

  @AfterEach
  void stop() {
    pool.stop();
  }

  @Test
  void neverTwoAreAloneAndNoneIsLost() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Uni<Integer>> all = new ArrayList<>();
    for (int number = 0; number < CAPACITY; number++) {
      int result = number;
      all.add(
          started(
              pool.runAlone(
                  () -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    atOnce.decrementAndGet();
                    return result;
                  })));
    }
    for (int number = 0; number < CAPACITY; number++) {
      assertEquals(number, await(all.get(number)));
    }
    assertEquals(1, most.get());
  }

  /** Five wait for their turn, which would be one more than there are threads. */
  @Test
  void othersGoOnWhileOneIsAlone() {
    CountDownLatch end = new CountDownLatch(1);
    List<Uni<Boolean>> waiting = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      waiting.add(started(pool.runAlone(() -> await(end))));
    }

    assertEquals("done", await(pool.run(() -> "done")));

    end.countDown();
    waiting.forEach(HashingPoolTest::await);
  }

  @Test
  void aFullQueueIsBusy() {
    CountDownLatch end = new CountDownLatch(1);
    HashingPool small = new HashingPool(1, 1, Duration.ofMinutes(5));
    CountDownLatch running = new CountDownLatch(1);
    Uni<Boolean> first =
        started(
            small.runAlone(
                () -> {
                  running.countDown();
                  return await(end);
                }));
    await(running);
    Uni<Boolean> second = started(small.runAlone(() -> true));

    ApiException busy = assertThrows(ApiException.class, () -> await(small.runAlone(() -> true)));

    assertEquals(ErrorCode.UNAVAILABLE, busy.code());
    end.countDown();
    await(first);
    await(second);
    small.stop();
  }

  private static <T> Uni<T> started(Uni<T> work) {
    Uni<T> shared = work.memoize().indefinitely();
    shared.subscribe().with(done -> {}, failure -> {});
    return shared;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static <T> T await(Uni<T> result) {
    return result.await().atMost(Duration.ofMinutes(1));
  }
}
