package io.vestibule.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Time and randomness, injected so that tests can set them. */
@ApplicationScoped
public class Ambience {
  /** Milliseconds: finer than anybody asks for, and the same length in every answer. */
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.tickMillis(ZoneOffset.UTC);
  }

  /**
   * Made at run time, never in a native image's heap, where its seed would be the same in every
   * copy.
   */
  @Produces
  @Singleton
  public SecureRandom random() {
    return new SecureRandom();
  }
}
