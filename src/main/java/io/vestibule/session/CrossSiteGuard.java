package io.vestibule.session;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.web.AllowedOrigins;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.RouterProblems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Refuses what another site makes a browser send (OWASP: Fetch Metadata, with Origin as fallback).
 *
 * <p>An unsafe request that carries the session cookie must say {@code Sec-Fetch-Site: same-origin}
 * or {@code none}; without that header its {@code Origin} must be allowed; without both it is
 * refused. One without the cookie (a login, a sign-up) is refused only where these headers say that
 * it comes from a site that is not allowed: other clients than browsers send neither. A request
 * with an {@code Authorization} header is nobody's but its sender's: no site can add one.
 */
@ApplicationScoped
public class CrossSiteGuard {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private final String cookieName;
  private final AllowedOrigins origins;
  private final RouterProblems problems;

  CrossSiteGuard(TokensConfig config, AllowedOrigins origins, RouterProblems problems) {
    this.cookieName = config.cookieName();
    this.origins = origins;
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route("/api/*").order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1).handler(this::check);
  }

  private void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (SAFE.contains(request.method())
        || request.headers().contains(HttpHeaders.AUTHORIZATION)
        || isAllowed(request)) {
      routing.next();
    } else {
      problems.answer(routing, ErrorCode.CROSS_SITE);
    }
  }

  private boolean isAllowed(HttpServerRequest request) {
    boolean withCookie = request.getCookie(cookieName) != null;
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (site != null) {
      return OURS.contains(site) || (!withCookie && origin != null && origins.isConfigured(origin));
    }
    if (origin != null) {
      return origins.isOwn(origin, request) || origins.isConfigured(origin);
    }
    return !withCookie;
  }
}
