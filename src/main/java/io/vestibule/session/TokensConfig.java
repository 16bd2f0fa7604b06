package io.vestibule.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.vestibule.runtime.LimitedNumber.Positive;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Sessions and the tokens that name them. */
@ConfigMapping(prefix = "vestibule.tokens")
public interface TokensConfig {
  /**
   * {@code iss} of the tokens: the public address of this service, without a trailing slash.
   * Environment: {@code VESTIBULE_TOKENS_ISSUER}.
   */
  String issuer();

  /** {@code aud} of the tokens. */
  @WithDefault("vestibule")
  String audience();

  /** How long the token of a cookie session is valid; a refresh starts that time again. */
  @WithDefault("1D")
  Duration cookieLifetime();

  /** How long the token of a bearer session is valid; a refresh starts that time again. */
  @WithDefault("30D")
  Duration bearerLifetime();

  /**
   * Absolute lifetime: a session ends this long after the login, however often it is refreshed. The
   * default is the maximum that NIST SP 800-63B-4 recommends for AAL1.
   */
  @WithDefault("30D")
  Duration longestSession();

  /** Absolute lifetime of cookie sessions, where it differs from {@code longest-session}. */
  Optional<Duration> cookieLongestSession();

  /** Absolute lifetime of bearer sessions, where it differs from {@code longest-session}. */
  Optional<Duration> bearerLongestSession();

  /**
   * A cookie session ends when no request was made in it for this long; at least 5 minutes. Not set
   * by default: NIST SP 800-63B-4 requires no inactivity timeout at AAL1.
   */
  Optional<Duration> cookieInactivityTimeout();

  /** The same for bearer sessions. */
  Optional<Duration> bearerInactivityTimeout();

  /** How many sessions an account has at most. A further login ends the oldest one. */
  @WithDefault("100")
  @WithConverter(Positive.class)
  int sessionsPerAccount();

  /**
   * Grace period: how long a refreshed token may still be used. During it parallel tabs and
   * repeated requests get the same successor. A token that is used later ends the session.
   */
  @WithDefault("30S")
  Duration refreshGrace();

  /**
   * How long a proof of the user's identity counts as recent. Changes of sign-in methods, keys and
   * addresses and the erasure of the account ask for a new one afterwards (RFC 9470).
   */
  @WithDefault("10M")
  Duration freshAuthentication();

  /**
   * Name of the session cookie. Browsers accept the prefix {@code __Host-} only with {@code Secure}
   * and {@code Path=/} and without {@code Domain}, so that no other host can set the cookie. In dev
   * mode and tests the name is {@code auth_token}.
   */
  @WithDefault("__Host-auth_token")
  String cookieName();

  /** Whether the cookie is sent over HTTPS only. Off only in dev mode. */
  @WithDefault("true")
  boolean cookieSecure();

  /**
   * When a session that is opened or refreshed now expires, in whole seconds like the values in row
   * and JWT.
   */
  default Instant expiry(TokenTransport transport, Instant createdAt, Instant now) {
    boolean cookie = transport == TokenTransport.COOKIE;
    Instant sliding = now.plus(cookie ? cookieLifetime() : bearerLifetime());
    Instant longest =
        createdAt.plus(
            (cookie ? cookieLongestSession() : bearerLongestSession()).orElse(longestSession()));
    return (sliding.isBefore(longest) ? sliding : longest).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The inactivity timeout of that kind of session; empty where there is none. */
  default Optional<Duration> inactivityTimeout(TokenTransport transport) {
    return transport == TokenTransport.COOKIE
        ? cookieInactivityTimeout()
        : bearerInactivityTimeout();
  }
}
