package io.vestibule.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Produces the random number generator that all classes inject. Tests replace it. */
@ApplicationScoped
public class SecureRandomProducer {
  /**
   * Created at run time. An instance in the heap of a native image would have the same seed in
   * every copy of the binary.
   */
  @Produces
  @Singleton
  public SecureRandom random() {
    return new SecureRandom();
  }
}
