package io.vestibule.web;

import java.util.Optional;

/**
 * A setting that a slice cannot serve without and that has no default. All are asked before the
 * service starts, so that everything that is missing is named at once.
 */
@FunctionalInterface
public interface Requirement {
  /**
   * What is missing or unusable, as half a sentence that names the setting; empty where all is
   * well.
   */
  Optional<String> unmet();

  /** Met where {@code use} of the setting does not fail. */
  static Requirement that(Runnable use) {
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
