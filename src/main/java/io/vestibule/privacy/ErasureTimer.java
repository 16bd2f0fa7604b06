package io.vestibule.privacy;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vestibule.runtime.SanitizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Periodically resumes erasures, one poll at a time. */
@ApplicationScoped
public class ErasureTimer {
  private static final Logger LOG = Logger.getLogger(ErasureTimer.class);

  private final ErasureService erasures;
  private final ErasureConfig config;
  private final Vertx vertx;
  private final AtomicBoolean running = new AtomicBoolean();

  ErasureTimer(ErasureService erasures, ErasureConfig config, Vertx vertx) {
    this.erasures = erasures;
    this.config = config;
    this.vertx = vertx;
  }

  void onStart(@Observes StartupEvent start) {
    vertx.setPeriodic(config.resumeEvery().toMillis(), timer -> poll());
  }

  private void poll() {
    if (running.compareAndSet(false, true)) {
      erasures
          .resume()
          .onTermination()
          .invoke(() -> running.set(false))
          .subscribe()
          .with(
              done -> {},
              failure ->
                  LOG.warn(
                      "due erasures could not be read",
                      SanitizedException.withoutMessages(failure)));
    }
  }
}
