package io.vestibule.migration;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.account.PendingMigrations;
import io.vestibule.runtime.SanitizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Counts the accounts whose password only the pool knows. */
@ApplicationScoped
class MigrationProgress {
  private static final Logger LOG = Logger.getLogger(MigrationProgress.class);

  private final PendingMigrations pending;
  private final CognitoMigrationConfig config;
  private final MeterRegistry metrics;
  private final Vertx vertx;
  private final boolean serving;
  private final AtomicBoolean counting = new AtomicBoolean();

  /** Not a number until they were counted. */
  private volatile double remaining = Double.NaN;

  MigrationProgress(
      PendingMigrations pending,
      CognitoMigrationConfig config,
      MeterRegistry metrics,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.http.host-enabled") boolean serving) {
    this.pending = pending;
    this.config = config;
    this.metrics = metrics;
    this.vertx = vertx;
    this.serving = serving;
  }

  void onStart(@Observes StartupEvent start) {
    Optional<String> pool = config.pool();
    if (!serving || pool.isEmpty()) {
      return;
    }
    Gauge.builder("vestibule.migration.remaining", this, progress -> progress.remaining)
        .description("Accounts whose password only the Cognito pool knows")
        .register(metrics);
    poll();
    vertx.setPeriodic(config.countEvery().toMillis(), timer -> poll());
  }

  private void poll() {
    if (!counting.compareAndSet(false, true)) {
      return;
    }
    count()
        .onTermination()
        .invoke(() -> counting.set(false))
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.warn(
                    "the accounts that are not migrated yet could not be counted",
                    SanitizedException.withoutMessages(failure)));
  }

  /** Counts now. */
  Uni<Void> count() {
    return pending
        .count(config.pool().orElseThrow())
        .invoke(counted -> remaining = counted)
        .replaceWithVoid();
  }
}
