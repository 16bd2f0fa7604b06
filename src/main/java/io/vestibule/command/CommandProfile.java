package io.vestibule.command;

import java.util.Optional;

/**
 * The configuration profile of commands, in addition to the configured one: no HTTP port, log to
 * standard error (see {@code %command} in application.properties).
 */
final class CommandProfile {
  private static final String PROPERTY = "quarkus.profile";
  private static final String NAME = "command";

  private CommandProfile() {}

  /** Must be called before Quarkus reads its configuration. */
  static void activate() {
    String configured =
        Optional.ofNullable(System.getProperty(PROPERTY))
            .or(() -> Optional.ofNullable(System.getenv("QUARKUS_PROFILE")))
            .filter(profile -> !profile.isBlank())
            .orElse("prod");
    System.setProperty(PROPERTY, configured + "," + NAME);
  }
}
