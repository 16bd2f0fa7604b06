package io.vestibule.federation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Cognito post-confirmation hook. Without a secret the route does not exist. */
@ConfigMapping(prefix = "vestibule.hooks.cognito")
public interface CognitoHookConfig {
  /**
   * Secrets that sign requests, in the form of Standard Webhooks: {@code whsec_} and 24 to 64 bytes
   * in base64. Configure two at once to rotate a secret. Environment: {@code
   * VESTIBULE_HOOKS_COGNITO_SECRETS}.
   */
  Optional<List<String>> secrets();

  /** Files with one such secret each. */
  Optional<List<Path>> secretFiles();

  /** How far a request's timestamp may be from the current time, in either direction. */
  @WithDefault("5M")
  Duration tolerance();

  /** Longest wait for the store. Cognito aborts a trigger after five seconds. */
  @WithDefault("3S")
  Duration patience();
}
