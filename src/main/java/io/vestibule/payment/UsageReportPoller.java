package io.vestibule.payment;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vestibule.outbox.OutboxConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Looks for due reports of usage, in processes that deliver messages. */
@ApplicationScoped
class UsageReportPoller {
  private static final Logger LOG = Logger.getLogger(UsageReportPoller.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final UsageReports reports;
  private final StripeMeter meter;
  private final OutboxConfig outbox;
  private final Vertx vertx;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean stopped;

  UsageReportPoller(UsageReports reports, StripeMeter meter, OutboxConfig outbox, Vertx vertx) {
    this.reports = reports;
    this.meter = meter;
    this.outbox = outbox;
    this.vertx = vertx;
  }

  void onStart(@Observes StartupEvent start) {
    if (outbox.enabled() && meter.isConfigured()) {
      vertx.setPeriodic(EVERY.toMillis(), timer -> poll());
    }
  }

  void onStop(@Observes ShutdownEvent stop) {
    stopped = true;
  }

  private void poll() {
    if (stopped || !busy.compareAndSet(false, true)) {
      return;
    }
    reports
        .reportDue()
        .onTermination()
        .invoke(() -> busy.set(false))
        .subscribe()
        .with(
            done -> {},
            // One line: while the store is down, every poll fails.
            failure ->
                LOG.warnf(
                    "due reports of usage could not be read: %s",
                    failure.getClass().getSimpleName()));
  }
}
