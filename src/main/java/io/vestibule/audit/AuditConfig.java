package io.vestibule.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;

/** The audit trail: the log category {@code vestibule.audit} and the security-events table. */
@ConfigMapping(prefix = "vestibule.audit")
public interface AuditConfig {
  /** How long an event stays in the table. */
  @WithDefault("90D")
  Duration retention();

  /**
   * Capacity of the queue of events to be stored. When it is full, events are logged but not
   * stored, and counted by the metric {@code vestibule.audit.dropped}.
   */
  @WithDefault("10000")
  @WithConverter(Positive.class)
  int queue();
}
