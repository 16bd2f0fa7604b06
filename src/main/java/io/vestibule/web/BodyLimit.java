package io.vestibule.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies over {@code quarkus.http.limits.max-body-size} in the agreed form. Quarkus' own
 * refusal, which comes next, has no body. A body that does not say its length is collected up to
 * the limit first.
 */
@ApplicationScoped
public class BodyLimit {
  private final long limit;
  private final BodyHandler counted;

  private final RouterProblems problems;

  BodyLimit(
      RouterProblems problems,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
    this.problems = problems;
    this.limit = limit.asLongValue();
    this.counted = BodyHandler.create(false).setBodyLimit(this.limit);
  }

  void register(@Observes Router router) {
    router
        .route()
        .order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1)
        .handler(this::check)
        .failureHandler(this::refuse);
  }

  private void check(RoutingContext request) {
    String declared = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (declared != null && Long.parseLong(declared) > limit) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      problems.answer(request, ErrorCode.TOO_LARGE);
    } else if (declared == null
        && request.request().getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      counted.handle(request);
    } else {
      request.next();
    }
  }

  /** The counting handler says 413 by failing the request. */
  private void refuse(RoutingContext request) {
    if (request.statusCode() == ErrorCode.TOO_LARGE.status()) {
      problems.answer(request, ErrorCode.TOO_LARGE);
    } else {
      request.next();
    }
  }
}
