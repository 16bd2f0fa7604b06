package io.vestibule.runtime;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The size of the young generation of a native binary. A start and an idle service need little, and
 * a small one leaves less memory resident. Under load it would be collected so often that each
 * request took twice the CPU time, so it may grow once the service has started
 * (docs/decisions/0064).
 */
@ApplicationScoped
class YoungGeneration {
  /**
   * Bytes, as in service/pom.xml. Deliberately not 8 MiB: an operator's {@code -Xmn8m} differs from
   * it and is kept.
   */
  static final long AT_START = 7_936L << 10;

  /** Bytes. Less if a quarter of the heap is less. */
  static final long LARGEST = 64L << 20;

  void onStart(@Observes StartupEvent started) {
    mayGrow();
  }

  /** The JVM sizes its generations itself. {@link YoungGenerationSubstitution} replaces this. */
  static void mayGrow() {}
}
