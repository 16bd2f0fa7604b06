package io.vestibule.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies that are not JSON or larger than {@code quarkus.http.limits.max-body-size} with a
 * problem. Quarkus' own check of the size, which runs later, answers without a body.
 *
 * <p>A body without a declared length is buffered up to the limit first. Later handlers see it with
 * its length: Quarkus REST waits forever for a chunked body that is empty.
 */
@ApplicationScoped
public class BodyLimit {
  private static final String BUFFERED = "vestibule.body-buffered";
  private static final String QUARKUS_ROUTES = "/q/";

  private final long limit;
  private final BodyHandler buffering;
  private final RouterProblems problems;

  BodyLimit(
      RouterProblems problems,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
    this.problems = problems;
    this.limit = limit.asLongValue();
    this.buffering = BodyHandler.create(false).setBodyLimit(this.limit);
  }

  void register(@Observes Router router) {
    router
        .route()
        .order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1)
        .handler(this::check)
        .handler(this::declareLength)
        .failureHandler(this::refuse);
  }

  private void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean unknownLength = declared == null && mayHaveBody(request);
    boolean hasType = request.headers().contains(HttpHeaders.CONTENT_TYPE);
    if (declared != null && Long.parseLong(declared) > limit) {
      closeConnection(routing);
      problems.answer(routing, ErrorCode.TOO_LARGE);
    } else if (unknownLength && hasType && !isReadable(request)) {
      problems.answer(routing, ErrorCode.NOT_JSON);
    } else if (unknownLength) {
      routing.put(BUFFERED, true);
      buffering.handle(routing);
    } else if (declared != null && !declared.equals("0") && !isReadable(request)) {
      problems.answer(routing, ErrorCode.NOT_JSON);
    } else {
      routing.next();
    }
  }

  private void declareLength(RoutingContext routing) {
    if (routing.get(BUFFERED) == null) {
      routing.next();
      return;
    }
    Buffer body = routing.body().buffer();
    if (body == null) {
      body = Buffer.buffer();
      ((RoutingContextInternal) routing).setBody(body);
    }
    MultiMap headers = routing.request().headers();
    headers.remove(HttpHeaders.TRANSFER_ENCODING);
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    if (body.length() > 0 && !isReadable(routing.request())) {
      problems.answer(routing, ErrorCode.NOT_JSON);
    } else {
      routing.next();
    }
  }

  /** In HTTP/2 a body needs neither a length nor a transfer coding. */
  private static boolean mayHaveBody(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (request.version() == HttpVersion.HTTP_2 && !request.isEnded());
  }

  private static boolean isReadable(HttpServerRequest request) {
    return MediaTypes.isJson(request)
        || request.path().startsWith(QUARKUS_ROUTES)
        || ProviderCallback.isForm(request);
  }

  /** HTTP/2 has no such header (RFC 9113 section 8.2.2). */
  private static void closeConnection(RoutingContext routing) {
    if (routing.request().version() != HttpVersion.HTTP_2) {
      routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** The buffering handler reports 413 by failing the request. */
  private void refuse(RoutingContext routing) {
    if (routing.statusCode() == ErrorCode.TOO_LARGE.status()) {
      problems.answer(routing, ErrorCode.TOO_LARGE);
    } else {
      routing.next();
    }
  }
}
