package io.vestibule.throttle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;

/**
 * Limits on wrong passwords and on sign-ups; beyond them the answer is 429. Counters are stored in
 * the throttles table, so they hold across replicas; a window starts at a multiple of its length
 * since 1970. An IPv6 address is counted as its /64 network. An attempt counts as wrong while it is
 * in progress.
 */
@ConfigMapping(prefix = "vestibule.throttle")
public interface ThrottleConfig {
  /** Wrong passwords for one e-mail address from one client address within {@code pair-window}. */
  @WithDefault("10")
  @WithConverter(Positive.class)
  int pairLimit();

  /** Window of {@code pair-limit}. */
  @WithDefault("15M")
  Duration pairWindow();

  /**
   * Wrong passwords for one e-mail address from anywhere within {@code email-window}. Does not
   * apply to client addresses from which the account's owner has logged in, nor to devices with a
   * device token.
   */
  @WithDefault("100")
  @WithConverter(Positive.class)
  int emailLimit();

  /** Window of {@code email-limit}. */
  @WithDefault("1H")
  Duration emailWindow();

  /**
   * Wrong codes of a second factor of one account within {@code second-factor-window}. Does not
   * apply to client addresses from which the owner has proven a second factor, nor to devices with
   * a device token.
   */
  @WithDefault("50")
  @WithConverter(Positive.class)
  int secondFactorLimit();

  /** Window of {@code second-factor-limit}. */
  @WithDefault("1D")
  Duration secondFactorWindow();

  /** Wrong passwords from one client address, whatever the e-mail, within the window. */
  @WithDefault("100")
  @WithConverter(Positive.class)
  int addressLimit();

  /** Window of {@code address-limit}. */
  @WithDefault("15M")
  Duration addressWindow();

  /** How long after a login its client address counts as known for the account. */
  @WithDefault("90D")
  Duration knownAddress();

  /**
   * Wrong passwords of one device with a device token within {@code device-window}. No other limit
   * applies to such a device until this one is reached.
   */
  @WithDefault("10")
  @WithConverter(Positive.class)
  int deviceLimit();

  /** Window of {@code device-limit}. */
  @WithDefault("15M")
  Duration deviceWindow();

  /** How long after a login its device token is valid. */
  @WithDefault("180D")
  Duration deviceLifetime();

  /**
   * Name of the cookie that holds the device token. Browsers accept the prefix {@code __Host-} only
   * with {@code Secure} and {@code Path=/}.
   */
  @WithDefault("__Host-device")
  String deviceCookieName();

  /** Whether sign-ups are counted. Off in dev mode and tests. */
  @WithDefault("true")
  boolean signUps();

  /** Attempted sign-ups from one client address within {@code sign-up-window}. */
  @WithDefault("20")
  @WithConverter(Positive.class)
  int signUpLimit();

  /** Window of {@code sign-up-limit}. */
  @WithDefault("1H")
  Duration signUpWindow();

  /** Mails to one e-mail address within {@code mail-address-window} that somebody asked for. */
  @WithDefault("5")
  @WithConverter(Positive.class)
  int mailAddressLimit();

  /** Window of {@code mail-address-limit}. */
  @WithDefault("1H")
  Duration mailAddressWindow();

  /** Mails that one account asks for within {@code mail-account-window}. */
  @WithDefault("10")
  @WithConverter(Positive.class)
  int mailAccountLimit();

  /** Window of {@code mail-account-limit}. */
  @WithDefault("1H")
  Duration mailAccountWindow();

  /** Mails that one client address asks for within {@code mail-client-window}. */
  @WithDefault("20")
  @WithConverter(Positive.class)
  int mailClientLimit();

  /** Window of {@code mail-client-limit}. */
  @WithDefault("1H")
  Duration mailClientWindow();

  /** Wrong links and codes from one client address within {@code challenge-window}. */
  @WithDefault("50")
  @WithConverter(Positive.class)
  int challengeLimit();

  /** Window of {@code challenge-limit}. */
  @WithDefault("15M")
  Duration challengeWindow();
}
