package io.vestibule.oidc;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vestibule.session.TokensConfig;
import io.vestibule.web.RequestCookies;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The cookie that holds the state of a sign-in and so binds the callback to the browser. It is sent
 * with a navigation from the provider's page ({@code SameSite=Lax}); with a form that the provider
 * posts only as {@code SameSite=None}, which browsers accept only with {@code Secure}.
 */
@ApplicationScoped
class StateCookie {
  private final TokensConfig tokens;
  private final RedirectConfig config;
  private final CurrentVertxRequest current;

  StateCookie(TokensConfig tokens, RedirectConfig config, CurrentVertxRequest current) {
    this.tokens = tokens;
    this.config = config;
    this.current = current;
  }

  /** The values that the current request presents; more than one if another host set some. */
  List<String> presented() {
    return RequestCookies.values(current.getCurrent().request(), name());
  }

  String set(String sealed, boolean formPost) {
    return cookie(sealed, formPost, config.stateLifetime().toSeconds());
  }

  String clear(boolean formPost) {
    return cookie("", formPost, 0);
  }

  private String cookie(String value, boolean formPost, long maxAge) {
    return Cookie.cookie(name(), value)
        .setHttpOnly(true)
        .setSecure(tokens.cookieSecure() || formPost)
        .setSameSite(formPost ? CookieSameSite.NONE : CookieSameSite.LAX)
        .setPath("/")
        .setMaxAge(maxAge)
        .encode();
  }

  /** With the prefix no other host of the domain can set it. */
  private String name() {
    return tokens.cookieSecure() ? "__Host-sign-in" : "sign-in";
  }
}
