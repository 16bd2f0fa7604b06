package io.vestibule.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Security headers. Every answer gets {@code Strict-Transport-Security}. Answers of the API and all
 * errors are data and not pages: they also get a policy that allows nothing, and are not cached
 * unless the resource says so. Pages have their own policy.
 */
@ApplicationScoped
public class SecurityHeaders {
  /** Headers of every answer that is data. */
  static final Map<String, String> FIXED =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

  static final String HSTS = "Strict-Transport-Security";

  /** A recording has a stricter one. */
  private static final String CSP = "Content-Security-Policy";

  private final boolean always;
  private final String hsts;
  private final boolean cors;

  SecurityHeaders(HeadersConfig config, AllowedOrigins origins) {
    this.always = config.hstsAlways();
    this.hsts = hsts(config).orElse(null);
    this.cors = origins.isCorsEnabled();
  }

  /** The value of {@link #HSTS}; empty if it is switched off. */
  static Optional<String> hsts(HeadersConfig config) {
    return config.hsts().isZero()
        ? Optional.empty()
        : Optional.of("max-age=" + config.hsts().toSeconds());
  }

  /** Before all routes that answer, so that refusals of every later route have the headers too. */
  void register(@Observes Router router) {
    router.route().order(Http2Requests.FIRST + 1).handler(this::add);
  }

  private void add(RoutingContext request) {
    request.addHeadersEndHandler(sent -> complete(request));
    request.next();
  }

  private void complete(RoutingContext request) {
    MultiMap headers = request.response().headers();
    if (hsts != null && (always || request.request().isSSL())) {
      headers.set(HSTS, hsts);
    }
    if (!isData(request)) {
      return;
    }
    FIXED.forEach(
        (name, value) -> {
          if (!name.equals(CSP) || !headers.contains(CSP)) {
            headers.set(name, value);
          }
        });
    if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
    if (cors && headers.getAll(HttpHeaders.VARY).stream().noneMatch(SecurityHeaders::namesOrigin)) {
      // The CORS headers depend on the origin, also those that are absent (Fetch, section CORS).
      headers.add(HttpHeaders.VARY, "Origin");
    }
  }

  private static boolean isData(RoutingContext request) {
    String path = request.request().path();
    return path.startsWith("/api/")
        || path.startsWith("/.well-known/")
        || Problem.MEDIA_TYPE.equals(request.response().headers().get(HttpHeaders.CONTENT_TYPE));
  }

  private static boolean namesOrigin(String vary) {
    return Arrays.stream(vary.split(","))
        .map(String::strip)
        .anyMatch(name -> name.equalsIgnoreCase("Origin"));
  }
}
