package io.vestibule.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The audit trail: the log category {@code vestibule.audit} and the table of security events. */
@ConfigMapping(prefix = "vestibule.audit")
public interface AuditConfig {
  /** How long an event stays in the table. */
  @WithDefault("90D")
  Duration retention();

  /**
   * Events that may wait to be written to the table; one more is logged but not stored, and counted
   * by the metric {@code vestibule.audit.dropped}.
   */
  @WithDefault("10000")
  @Min(1) int queue();
}
