package io.vestibule.runtime;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Logs failures that have no subscriber any more, for example after a timeout. Quarkus logs them
 * with their messages, which can contain parts of a request; this class logs only the type.
 */
@Singleton
class DroppedExceptionLogging {
  private static final Logger LOG = Logger.getLogger(DroppedExceptionLogging.class);

  void onStart(@Observes StartupEvent start) {
    Infrastructure.setDroppedExceptionHandler(
        failure ->
            LOG.warnf(
                "A failure without a subscriber was dropped: %s", failure.getClass().getName()));
  }
}
