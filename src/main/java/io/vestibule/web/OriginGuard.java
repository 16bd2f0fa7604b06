package io.vestibule.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses requests that the CORS settings do not allow, with a problem. Quarkus' CORS filter, which
 * runs later, refuses the same requests without a body.
 */
@ApplicationScoped
public class OriginGuard {
  /** After {@link RequestPathGuard} and before the filters of Quarkus. */
  private static final int ORDER = RequestPathGuard.ORDER + 1;

  private final AllowedOrigins origins;
  private final RouterProblems problems;

  /** Empty if every method is allowed. */
  private final List<String> methods;

  OriginGuard(
      AllowedOrigins origins,
      RouterProblems problems,
      @ConfigProperty(name = "quarkus.http.cors.methods") Optional<List<String>> methods) {
    this.origins = origins;
    this.problems = problems;
    this.methods = methods.filter(listed -> !listed.equals(List.of("*"))).orElse(List.of());
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::check);
  }

  private void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (ProviderCallback.isForm(request)) {
      // Quarkus' filter must not see it either.
      request.headers().remove(HttpHeaders.ORIGIN);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || (origins.passCors(origin, request) && isMethodAllowed(origin, request))) {
      routing.next();
    } else {
      problems.answer(routing, ErrorCode.CROSS_SITE);
    }
  }

  private boolean isMethodAllowed(String origin, HttpServerRequest request) {
    return methods.isEmpty()
        || isPreflight(request)
        || !origins.isConfigured(origin)
        || methods.contains(request.method().name());
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && (request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
            || request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS));
  }
}
