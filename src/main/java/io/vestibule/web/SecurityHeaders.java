package io.vestibule.web;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Headers of every API answer, errors included: it is data, not a page, and nobody may keep it
 * unless the resource says so. Pages have rules of their own.
 */
@ApplicationScoped
public class SecurityHeaders {
  private static final List<String> PATHS = List.of("/api/*", "/.well-known/*");

  /** A recording has a stricter one. */
  private static final String CSP = "Content-Security-Policy";

  private final boolean always;
  private final String hsts;

  SecurityHeaders(HeadersConfig config) {
    this.always = config.hstsAlways();
    this.hsts = config.hsts().isZero() ? null : "max-age=" + config.hsts().toSeconds();
  }

  void register(@Observes Router router) {
    PATHS.forEach(
        path ->
            router
                .route(path)
                .order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 3)
                .handler(this::add));
  }

  private void add(RoutingContext request) {
    request.addHeadersEndHandler(sent -> complete(request));
    request.next();
  }

  private void complete(RoutingContext request) {
    MultiMap headers = request.response().headers();
    headers
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer");
    if (!headers.contains(CSP)) {
      headers.set(CSP, "default-src 'none'; frame-ancestors 'none'");
    }
    if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    if (hsts != null && (always || request.request().isSSL())) {
      headers.set("Strict-Transport-Security", hsts);
    }
  }
}
