package io.vestibule.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Events of RevenueCat. Without an authorization value the route does not exist. */
@ConfigMapping(prefix = "vestibule.revenuecat")
public interface RevenueCatConfig {
  /**
   * Values of the {@code Authorization} header that RevenueCat sends, of at least 32 characters,
   * without commas. Configure two at once to replace one. Environment: {@code
   * VESTIBULE_REVENUECAT_AUTHORIZATIONS}.
   */
  Optional<List<String>> authorizations();

  /** Files with one such value each. */
  Optional<List<Path>> authorizationFiles();

  /** Which entitlement gives which plan, for example {@code premium=pro,gold=team}. */
  Optional<List<String>> plans();

  /**
   * How long a purchase gives its plan after its expiration if no event says what became of it.
   * RevenueCat sends an event again for some hours.
   */
  @WithDefault("1D")
  Duration grace();

  /** Whether purchases in the sandbox of a store count. They cost nothing. */
  @WithDefault("false")
  boolean sandbox();
}
