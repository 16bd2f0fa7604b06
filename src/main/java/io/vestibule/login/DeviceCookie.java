package io.vestibule.login;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vestibule.session.TokensConfig;
import io.vestibule.throttle.ThrottleConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the {@code Set-Cookie} header by which a browser keeps its device tokens. */
@ApplicationScoped
class DeviceCookie {
  private final ThrottleConfig config;
  private final TokensConfig tokens;

  DeviceCookie(ThrottleConfig config, TokensConfig tokens) {
    this.config = config;
    this.tokens = tokens;
  }

  String set(String deviceTokens) {
    return Cookie.cookie(config.deviceCookieName(), deviceTokens)
        .setHttpOnly(true)
        .setSecure(tokens.cookieSecure())
        .setSameSite(CookieSameSite.STRICT)
        .setPath("/")
        .setMaxAge(config.deviceLifetime().toSeconds())
        .encode();
  }
}
