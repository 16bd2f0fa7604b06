package io.vestibule.account;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vestibule.web.Unexpected;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Goes on with erasures every now and then, one look at a time. */
@ApplicationScoped
public class ErasureTimer {
  private static final Logger LOG = Logger.getLogger(ErasureTimer.class);

  private final ErasureService erasures;
  private final ErasureConfig config;
  private final Vertx vertx;
  private final AtomicBoolean busy = new AtomicBoolean();

  ErasureTimer(ErasureService erasures, ErasureConfig config, Vertx vertx) {
    this.erasures = erasures;
    this.config = config;
    this.vertx = vertx;
  }

  void onStart(@Observes StartupEvent start) {
    vertx.setPeriodic(config.resumeEvery().toMillis(), timer -> look());
  }

  private void look() {
    if (busy.compareAndSet(false, true)) {
      erasures
          .resume()
          .onTermination()
          .invoke(() -> busy.set(false))
          .subscribe()
          .with(
              done -> {},
              failure ->
                  LOG.warn("erasures could not be looked up", Unexpected.withoutMessages(failure)));
    }
  }
}
