package io.vestibule.session;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vestibule.web.AllowedOrigins;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ProviderCallback;
import io.vestibule.web.RequestCookies;
import io.vestibule.web.RouterProblems;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Refuses requests that another site makes a browser send (OWASP: Fetch Metadata, with Origin as
 * fallback).
 *
 * <p>An unsafe request with the session cookie is allowed if it says {@code Sec-Fetch-Site:
 * same-origin} or {@code none}, or comes from an origin that the operator named in the CORS
 * settings and that may send credentials. Without {@code Sec-Fetch-Site} its {@code Origin} must be
 * the service's own or such an origin; without both headers it is refused. A request without the
 * cookie (a login, a sign-up) is refused only if these headers name a site that is not allowed:
 * clients other than browsers send neither.
 *
 * <p>A request with a bearer token is not checked: the cookie does not count beside it, and no
 * other site can add the header. Other {@code Authorization} schemes do not exempt a request,
 * because browsers add remembered {@code Basic} credentials by themselves.
 *
 * <p>The form with which an identity provider returns a sign-in comes from the provider's site. Its
 * route has a protection of its own (docs/decisions/0091).
 */
@ApplicationScoped
public class CrossSiteGuard {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
  private static final Set<String> SAME_ORIGIN_OR_NONE = Set.of("same-origin", "none");

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
        || TokenExtractor.bearerToken(request).isPresent()
        || ProviderCallback.isForm(request)
        || isAllowed(request)) {
      routing.next();
    } else {
      problems.answer(routing, ErrorCode.CROSS_SITE);
    }
  }

  private boolean isAllowed(HttpServerRequest request) {
    boolean withCookie = !RequestCookies.values(request, cookieName).isEmpty();
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    boolean namedOrigin =
        origin != null
            && (withCookie
                ? origins.isAllowedWithCredentials(origin)
                : origins.isConfigured(origin));
    if (site != null) {
      return SAME_ORIGIN_OR_NONE.contains(site) || namedOrigin;
    }
    if (origin != null) {
      return namedOrigin || origins.isOwn(origin, request);
    }
    return !withCookie;
  }
}
