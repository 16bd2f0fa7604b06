package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Security headers of all answers. */
@ConfigMapping(prefix = "vestibule.headers")
public interface HeadersConfig {
  /** {@code max-age} of {@code Strict-Transport-Security}; 0 omits the header. */
  @WithDefault("365D")
  Duration hsts();

  /**
   * Whether to send it also if the request does not appear to use TLS. Needed behind a proxy that
   * terminates TLS and does not set {@code X-Forwarded-Proto}.
   */
  @WithDefault("false")
  boolean hstsAlways();
}
