package io.vestibule.payment;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.outbox.OutboxConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks for due reports of usage and for plans that have lapsed, in processes that deliver
 * messages.
 */
@ApplicationScoped
class PaymentPoller {
  private static final Logger LOG = Logger.getLogger(PaymentPoller.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final UsageReports reports;
  private final LapsedPlans plans;
  private final StripeMeter meter;
  private final StripeSignature stripe;
  private final RevenueCatAuthorization revenueCat;
  private final OutboxConfig outbox;
  private final Vertx vertx;
  private volatile boolean stopped;

  PaymentPoller(
      UsageReports reports,
      LapsedPlans plans,
      StripeMeter meter,
      StripeSignature stripe,
      RevenueCatAuthorization revenueCat,
      OutboxConfig outbox,
      Vertx vertx) {
    this.reports = reports;
    this.plans = plans;
    this.meter = meter;
    this.stripe = stripe;
    this.revenueCat = revenueCat;
    this.outbox = outbox;
    this.vertx = vertx;
  }

  void onStart(@Observes StartupEvent start) {
    if (outbox.enabled() && meter.isConfigured()) {
      poll("due reports of usage", reports::reportDue);
    }
    if (outbox.enabled() && (stripe.isConfigured() || revenueCat.isConfigured())) {
      poll("lapsed plans", plans::lapseDue);
    }
  }

  void onStop(@Observes ShutdownEvent stop) {
    stopped = true;
  }

  private void poll(String what, Supplier<Uni<Void>> work) {
    AtomicBoolean busy = new AtomicBoolean();
    vertx.setPeriodic(
        EVERY.toMillis(),
        timer -> {
          if (stopped || !busy.compareAndSet(false, true)) {
            return;
          }
          work.get()
              .onTermination()
              .invoke(() -> busy.set(false))
              .subscribe()
              .with(
                  done -> {},
                  // One line: while the store is down, every poll fails.
                  failure ->
                      LOG.warnf(
                          "%s could not be read: %s", what, failure.getClass().getSimpleName()));
        });
  }
}
