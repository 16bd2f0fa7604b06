package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;

/**
 * The limit of requests to {@code /api} by client address. Every request counts. Each replica
 * counts separately. An IPv6 address counts as its /64 network.
 */
@ConfigMapping(prefix = "vestibule.request-limit")
public interface RequestLimitConfig {
  /** Whether requests are counted. Off in dev mode and tests. */
  @WithDefault("true")
  boolean enabled();

  /** Requests that an address may make within {@code period}, at once or spread over it. */
  @WithDefault("1200")
  @WithConverter(Positive.class)
  int requests();

  /** The time in which {@code requests} requests become available again, at an even rate. */
  @WithDefault("1M")
  Duration period();

  /** The maximum number of addresses that are tracked; the least recently used are evicted. */
  @WithDefault("50000")
  @WithConverter(Positive.class)
  int addresses();
}
