package io.vestibule.runtime;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Returns the memory of the start to the system, once and only in the native binary: a start
 * allocates 13 MiB that nothing uses afterwards, and a service without requests would keep them,
 * because nothing else starts a collection (docs/decisions/0133-collector-of-the-binary.md). The
 * collection stops the service for about 15 ms.
 */
@ApplicationScoped
class StartupGarbage {
  private static final long AFTER_START_MS = 1_000;

  void collect(@Observes StartupEvent started, Vertx vertx) {
    if (ImageMode.current() == ImageMode.NATIVE_RUN) {
      vertx.setTimer(AFTER_START_MS, timer -> System.gc());
    }
  }
}
