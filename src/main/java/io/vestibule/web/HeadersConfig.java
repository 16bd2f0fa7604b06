package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Security headers of API answers. */
@ConfigMapping(prefix = "vestibule.headers")
public interface HeadersConfig {
  /** {@code max-age} of {@code Strict-Transport-Security}; 0 leaves the header away. */
  @WithDefault("365D")
  Duration hsts();

  /**
   * Whether to send it also where the request did not visibly come over TLS: for a proxy that ends
   * TLS and does not say so in {@code X-Forwarded-Proto}.
   */
  @WithDefault("false")
  boolean hstsAlways();
}
