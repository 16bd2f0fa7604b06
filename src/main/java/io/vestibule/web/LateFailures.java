package io.vestibule.web;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * A failure that comes when nobody waits for it any more, after a time-out or an answer, has nobody
 * to tell but the log. Quarkus would write it there with its message, which may quote a request.
 */
@Singleton
class LateFailures {
  private static final Logger LOG = Logger.getLogger(LateFailures.class);

  void onStart(@Observes StartupEvent start) {
    Infrastructure.setDroppedExceptionHandler(
        failure -> LOG.warnf("a failure came too late: %s", failure.getClass().getName()));
  }
}
