package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The log of requests. */
@ConfigMapping(prefix = "vestibule.access-log")
public interface AccessLogConfig {
  /**
   * Whether each request is logged in the category {@code vestibule.access}: method, URI template,
   * status, bytes and milliseconds. Neither query strings, ids and headers nor the address of the
   * client.
   */
  @WithDefault("false")
  boolean enabled();
}
