package io.vestibule.federation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How tokens of external issuers are verified and their keys fetched. */
@ConfigMapping(prefix = "vestibule.federation")
public interface FederationConfig {
  /**
   * Minimum time between two requests for one issuer's keys, however many tokens name an unknown
   * key.
   */
  @WithDefault("30S")
  Duration refetchFloor();

  /** Keys older than this are fetched again in the background; the cached keys stay in use. */
  @WithDefault("10M")
  Duration keysFreshFor();

  /** How long cached keys stay valid while their issuer cannot be reached. */
  @WithDefault("1D")
  Duration keysUsableFor();

  /** Longest wait for a document of an issuer. */
  @WithDefault("3S")
  Duration timeout();

  /** Accepted difference between an issuer's clock and the service's. */
  @WithDefault("5S")
  Duration clockSkew();

  /**
   * Longest time between {@code iat} and {@code exp} of an accepted token. A token that is valid
   * for longer cannot be withdrawn in time when it is stolen.
   */
  @WithDefault("24H")
  Duration maxLifetime();
}
