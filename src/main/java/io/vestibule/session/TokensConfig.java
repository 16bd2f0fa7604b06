package io.vestibule.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Sessions and the tokens that name them. */
@ConfigMapping(prefix = "vestibule.tokens")
public interface TokensConfig {
  /**
   * {@code iss} of our tokens: the public address of this service, without a trailing slash.
   * Environment: {@code VESTIBULE_TOKENS_ISSUER}.
   */
  String issuer();

  /** {@code aud} of our tokens. */
  @WithDefault("vestibule")
  String audience();

  /** How long a session begun with a cookie lasts; a refresh begins that time anew. */
  @WithDefault("1D")
  Duration cookieLifetime();

  /** How long a session begun with a bearer token lasts; a refresh begins that time anew. */
  @WithDefault("30D")
  Duration bearerLifetime();

  /** Since its beginning no session lasts longer than this, however often it is refreshed. */
  @WithDefault("180D")
  Duration longestSession();

  /**
   * How long the token that was refreshed may still be used. Within it parallel tabs and repeated
   * requests get the same successor; a token older than that ends the session.
   */
  @WithDefault("30S")
  Duration refreshGrace();

  /**
   * The session cookie's name. {@code __Host-auth_token} makes browsers insist on {@code Secure}
   * and {@code Path=/}.
   */
  @WithDefault("auth_token")
  String cookieName();

  /** Whether the cookie is for HTTPS only. Off in dev mode alone. */
  @WithDefault("true")
  boolean cookieSecure();

  /**
   * When a session that is begun or refreshed now ends, in whole seconds as row and JWT keep it.
   */
  default Instant expiry(Carrier carrier, Instant begun, Instant now) {
    Instant sliding = now.plus(carrier == Carrier.COOKIE ? cookieLifetime() : bearerLifetime());
    Instant longest = begun.plus(longestSession());
    return (sliding.isBefore(longest) ? sliding : longest).truncatedTo(ChronoUnit.SECONDS);
  }
}
