package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * Deadlines for the arrival of a request. On an HTTP/1.1 connection a request that misses one is
 * answered with 408 and the connection is closed. On an HTTP/2 connection a late frame or header
 * block closes the connection, and a late body resets its stream. Connections without a request in
 * progress are closed after {@code quarkus.http.idle-timeout}; {@code
 * quarkus.http.limits.max-connections} limits their number.
 */
@ConfigMapping(prefix = "vestibule.connections")
public interface ConnectionConfig {
  /** The time from the first byte of a request to the end of its header section. */
  @WithDefault("10S")
  Duration headTimeout();

  /** The time from the end of the header section to the end of the body. */
  @WithDefault("30S")
  Duration bodyTimeout();
}
