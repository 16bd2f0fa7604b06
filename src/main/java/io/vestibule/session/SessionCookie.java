package io.vestibule.session;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the {@code Set-Cookie} headers that set and clear the session cookie. */
@ApplicationScoped
public class SessionCookie {
  private final TokensConfig config;

  SessionCookie(TokensConfig config) {
    this.config = config;
  }

  /** {@code auth_token=<JWT>; Max-Age=86400; …; Path=/; Secure; HTTPOnly; SameSite=Strict}. */
  public String set(IssuedToken token) {
    return cookie(token.token(), token.lifetime().toSeconds());
  }

  public String clear() {
    return cookie("", 0);
  }

  private String cookie(String value, long maxAge) {
    return Cookie.cookie(config.cookieName(), value)
        .setHttpOnly(true)
        .setSecure(config.cookieSecure())
        .setSameSite(CookieSameSite.STRICT)
        .setPath("/")
        .setMaxAge(maxAge)
        .encode();
  }
}
