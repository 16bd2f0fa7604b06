package io.vestibule.federation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How other issuers are asked for their keys. */
@ConfigMapping(prefix = "vestibule.federation")
public interface FederationConfig {
  /**
   * The least time between two requests for one issuer's keys, however many tokens name a key that
   * is not known.
   */
  @WithDefault("30S")
  Duration refetchFloor();

  /** After this long keys are fetched again, while the known ones go on to serve. */
  @WithDefault("10M")
  Duration keysFreshFor();

  /** How long known keys serve while their issuer cannot be reached. */
  @WithDefault("1D")
  Duration keysUsableFor();

  /** Longest wait for a document of an issuer. */
  @WithDefault("3S")
  Duration timeout();

  /** How far an issuer's clock may be off ours. */
  @WithDefault("5S")
  Duration clockSkew();
}
