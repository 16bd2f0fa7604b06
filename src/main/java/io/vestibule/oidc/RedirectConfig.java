package io.vestibule.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sign-in by redirect to an external issuer ({@code vestibule.issuers.<name>.login}). */
@ConfigMapping(prefix = "vestibule.redirect")
public interface RedirectConfig {
  /**
   * Where users may be sent after a sign-in, besides paths of this service. An entry without a
   * path, such as {@code https://app.example.org}, allows every path of that origin. Any other
   * entry allows exactly that address: {@code https://example.org/app/signed-in}, or an app link
   * such as {@code org.example.app:/signed-in}.
   */
  Optional<List<String>> returnTo();

  /** How long a user has for the sign-in at the provider. */
  @WithDefault("10M")
  Duration stateLifetime();

  /** How long an app has to exchange its code. */
  @WithDefault("60S")
  Duration codeLifetime();
}
