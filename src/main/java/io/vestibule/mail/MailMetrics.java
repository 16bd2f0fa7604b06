package io.vestibule.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The meter of mails. How many were delivered is a meter of the outbox. */
@ApplicationScoped
public class MailMetrics {
  private final Counter rejected;

  MailMetrics(MeterRegistry metrics) {
    this.rejected =
        Counter.builder("vestibule.mail.rejected")
            .description("Mails to addresses that do not exist or cannot be reached by SMTP")
            .register(metrics);
  }

  /** Creates the meter at the start: an alarm watches it grow from zero. */
  void onStart(@Observes StartupEvent start) {}

  void countRejected() {
    rejected.increment();
  }
}
