package io.vestibule.command;

import java.util.Optional;

/**
 * The configuration profile of commands, on top of the one that is set: no HTTP port, log to the
 * error stream (see {@code %command} in application.properties).
 */
final class CommandProfile {
  private static final String PROPERTY = "quarkus.profile";
  private static final String NAME = "command";

  private CommandProfile() {}

  /** Before Quarkus reads its configuration. */
  static void activate() {
    String set =
        Optional.ofNullable(System.getProperty(PROPERTY))
            .or(() -> Optional.ofNullable(System.getenv("QUARKUS_PROFILE")))
            .filter(profile -> !profile.isBlank())
            .orElse("prod");
    System.setProperty(PROPERTY, set + "," + NAME);
  }
}
