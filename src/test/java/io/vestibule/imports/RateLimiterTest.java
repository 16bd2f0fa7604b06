package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();
  private final RateLimiter limiter =
      new RateLimiter(
          20,
          now::get,
          nanos -> {
            waits.add(nanos);
            now.addAndGet(nanos);
          });

  @Test
  void firstIsImmediateAndOthersAreSpaced() {
    for (int request = 0; request < 4; request++) {
      limiter.await(1);
    }

    assertEquals(List.of(50 * MILLI, 50 * MILLI, 50 * MILLI), waits);
  }

  @Test
  void batchDelaysTheNextByItsSize() {
    limiter.await(100);
    limiter.await(100);

    assertEquals(List.of(5_000 * MILLI), waits);
  }

  @Test
  void workingTimeCounts() {
    limiter.await(1);
    now.addAndGet(30 * MILLI);
    limiter.await(1);

    assertEquals(List.of(20 * MILLI), waits);
  }

  @Test
  void idleTimeDoesNotPermitABurst() {
    limiter.await(1);
    now.addAndGet(10_000 * MILLI);
    limiter.await(1);
    limiter.await(1);

    assertEquals(List.of(50 * MILLI), waits);
  }
}
