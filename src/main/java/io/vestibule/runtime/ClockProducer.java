package io.vestibule.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Produces the clock that all classes inject. Tests replace it. */
@ApplicationScoped
class ClockProducer {
  /** UTC with a resolution of one millisecond, so that every timestamp has the same length. */
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }
}
