package io.vestibule.testing;

import java.time.Duration;

/** For what happens behind a request's back: asked again until it holds, for ten seconds. */
public final class Eventually {
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
  private static final int PAUSE_MILLIS = 50;

  private Eventually() {}

  public static void holds(Runnable assertion) {
    long latest = System.nanoTime() + PATIENCE;
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
