package io.vestibule.spi;

import java.util.Optional;

/**
 * Checks a required setting that has no default. All checks run before the service starts, so that
 * one message lists everything that is missing.
 */
@FunctionalInterface
public interface StartupCheck {
  /** The problem as a phrase that names the setting; empty if the setting is valid. */
  Optional<String> unmet();

  /** A check that passes if {@code use} of the setting does not fail. */
  static StartupCheck that(Runnable use) {
    return () -> {
      try {
        use.run();
        return Optional.empty();
      } catch (IllegalStateException objection) {
        return Optional.of(objection.getMessage());
      }
    };
  }
}
