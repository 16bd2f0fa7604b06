package io.vestibule.traces;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which requests are traced. Where the spans go is a setting of Quarkus. */
@ConfigMapping(prefix = "vestibule.traces")
public interface TracesConfig {
  /** The share of requests that are traced: 0 none, 1 all. */
  @WithDefault("0.01")
  double ratio();

  /**
   * Whether the flag <i>sampled</i> in {@code traceparent} of a request decides instead of the
   * ratio. Only for a gateway that removes {@code traceparent} of its clients.
   */
  @WithDefault("false")
  boolean trustParent();
}
