package io.vestibule.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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

  /** How long a session begun with a cookie lasts. */
  @WithDefault("1D")
  Duration cookieLifetime();

  /** How long a session begun with a bearer token lasts. */
  @WithDefault("30D")
  Duration bearerLifetime();

  /**
   * The session cookie's name. {@code __Host-auth_token} makes browsers insist on {@code Secure}
   * and {@code Path=/}.
   */
  @WithDefault("auth_token")
  String cookieName();

  /** Whether the cookie is for HTTPS only. Off in dev mode alone. */
  @WithDefault("true")
  boolean cookieSecure();
}
