package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How many requests to {@code /api} one client address may make, whatever they ask. Counted on each
 * replica by itself. An IPv6 address counts as its /64 network.
 */
@ConfigMapping(prefix = "vestibule.request-limit")
public interface RequestLimitConfig {
  /** Whether requests are counted. Off in dev mode and tests. */
  @WithDefault("true")
  boolean enabled();

  /** Requests that an address may make within {@code period}, all at once or spread over it. */
  @WithDefault("1200")
  @Min(1) long requests();

  /** The time in which {@code requests} are given back, evenly. */
  @WithDefault("1M")
  Duration period();

  /** Addresses remembered; the least recently seen are forgotten first. */
  @WithDefault("50000")
  @Min(1) int addresses();
}
