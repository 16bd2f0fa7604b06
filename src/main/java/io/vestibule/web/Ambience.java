package io.vestibule.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;

/** Time and randomness, injected so that tests can set them. */
@ApplicationScoped
public class Ambience {
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  /** Made at run time, never in a native image's heap, where its seed would be the same in every copy. */
  @Produces
  @Singleton
  SecureRandom random() {
    return new SecureRandom();
  }
}
