package io.vestibule.imports;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Keeps an import from going faster than asked: what is paid for is waited for before the next. */
final class Pace {
  /** How a thread waits. */
  interface Wait {
    void nanos(long time) throws InterruptedException;
  }

  private final double nanosForOne;
  private final LongSupplier nanoTime;
  private final Wait wait;
  private long nextAt;

  /**
   * @param perSecond how many at most
   */
  Pace(double perSecond) {
    this(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Pace(double perSecond, LongSupplier nanoTime, Wait wait) {
    this.nanosForOne = 1e9 / perSecond;
    this.nanoTime = nanoTime;
    this.wait = wait;
    this.nextAt = nanoTime.getAsLong();
  }

  /**
   * Waits until so many may begin. Time that was not used is not saved up: a source that was slow
   * does not permit a burst.
   */
  void await(int count) {
    long now = nanoTime.getAsLong();
    long early = nextAt - now;
    nextAt = Math.max(nextAt, now) + Math.round(nanosForOne * count);
    if (early > 0) {
      try {
        wait.nanos(early);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new ImportFailure("interrupted");
      }
    }
  }
}
