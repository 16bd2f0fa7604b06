package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();
  private final Pace pace =
      new Pace(
          20,
          now::get,
          nanos -> {
            waits.add(nanos);
            now.addAndGet(nanos);
          });

  @Test
  void theFirstGoesAtOnceAndTheOthersInStep() {
    for (int request = 0; request < 4; request++) {
      pace.await(1);
    }

    assertEquals(List.of(50 * MILLI, 50 * MILLI, 50 * MILLI), waits);
  }

  @Test
  void aBatchIsPaidForBeforeTheNext() {
    pace.await(100);
    pace.await(100);

    assertEquals(List.of(5_000 * MILLI), waits);
  }

  @Test
  void timeSpentOnTheWorkCounts() {
    pace.await(1);
    now.addAndGet(30 * MILLI);
    pace.await(1);

    assertEquals(List.of(20 * MILLI), waits);
  }

  @Test
  void aSlowSourceSavesUpNoBurst() {
    pace.await(1);
    now.addAndGet(10_000 * MILLI);
    pace.await(1);
    pace.await(1);

    assertEquals(List.of(50 * MILLI), waits);
  }
}
