package io.vestibule.testing;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** The service's clock in tests: real time, moved on where a test says so. */
@Mock
@Singleton
public class MovableClock implements InstantSource {
  private static final Clock REAL = Clock.tickMillis(ZoneOffset.UTC);

  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return REAL.instant().plus(ahead);
  }

  /** Moves the service's time on; give it back with {@link #reset}. */
  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  public void reset() {
    ahead = Duration.ZERO;
  }
}
