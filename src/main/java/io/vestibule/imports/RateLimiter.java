package io.vestibule.imports;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits the rate of an import: a batch delays the next one in proportion to its size. */
final class RateLimiter {
  /** Blocks a thread. */
  interface Sleeper {
    void nanos(long time) throws InterruptedException;
  }

  private final double nanosForOne;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private long nextAt;

  /**
   * @param perSecond maximum rate
   */
  RateLimiter(double perSecond) {
    this(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  RateLimiter(double perSecond, LongSupplier nanoTime, Sleeper sleeper) {
    this.nanosForOne = 1e9 / perSecond;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
    this.nextAt = nanoTime.getAsLong();
  }

  /**
   * Blocks until {@code count} records may start. Unused time does not accumulate: a slow source
   * does not permit a burst afterwards.
   */
  void await(int count) {
    long now = nanoTime.getAsLong();
    long delay = nextAt - now;
    nextAt = Math.max(nextAt, now) + Math.round(nanosForOne * count);
    if (delay > 0) {
      try {
        sleeper.nanos(delay);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new ImportFailure("interrupted");
      }
    }
  }
}
