package io.vestibule.testing;

import java.time.Duration;

/** Repeats an assertion until it holds, for asynchronous effects. */
public final class Eventually {
  private static final int PATIENCE_SECONDS = 60;
  private static final int PAUSE_MILLIS = 50;

  private Eventually() {}

  public static void holds(Runnable assertion) {
    within(PATIENCE_SECONDS, assertion);
  }

  public static void within(long seconds, Runnable assertion) {
    long latest = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() - latest > 0) {
          throw notYet;
        }
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", stopped);
      }
    }
  }
}
