package io.vestibule.testing;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** The clock of the service in tests: real time plus an offset that a test sets. */
@Mock
@Singleton
public class MutableClock implements InstantSource {
  private static final Clock REAL = Clock.tickMillis(ZoneOffset.UTC);

  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return REAL.instant().plus(ahead);
  }

  /** Advances the clock; undo with {@link #reset}. */
  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  public void reset() {
    ahead = Duration.ZERO;
  }
}
