package io.vestibule.throttle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How many wrong passwords are looked at before the answer is 429, and how many accounts an address
 * may open. Counts are kept in the throttles table, so they hold over replicas; a window begins at
 * a multiple of its length since 1970. An IPv6 address counts as its /64 network.
 */
@ConfigMapping(prefix = "vestibule.throttle")
public interface ThrottleConfig {
  /** Wrong passwords for one e-mail address from one client address within {@code pair-window}. */
  @WithDefault("10")
  @Min(1) int pairLimit();

  /** Window of {@code pair-limit}. */
  @WithDefault("15M")
  Duration pairWindow();

  /**
   * Wrong passwords for one e-mail address from anywhere within {@code email-window}. Does not
   * count for client addresses that the account's owner has logged in from.
   */
  @WithDefault("100")
  @Min(1) int emailLimit();

  /** Window of {@code email-limit}. */
  @WithDefault("1H")
  Duration emailWindow();

  /** Wrong passwords from one client address, whatever the e-mail, within the window. */
  @WithDefault("100")
  @Min(1) int addressLimit();

  /** Window of {@code address-limit}. */
  @WithDefault("15M")
  Duration addressWindow();

  /** How long after a login its client address is known as the owner's. */
  @WithDefault("90D")
  Duration knownAddress();

  /** Whether sign-ups are counted. Off in dev mode and tests. */
  @WithDefault("true")
  boolean signUps();

  /** Sign-ups tried from one client address within {@code sign-up-window}. */
  @WithDefault("20")
  @Min(1) int signUpLimit();

  /** Window of {@code sign-up-limit}. */
  @WithDefault("1H")
  Duration signUpWindow();
}
