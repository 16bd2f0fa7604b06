package io.vestibule.web;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers 400 to every request whose path is not in its {@linkplain RequestPath canonical
 * spelling}, before any other route. All later guards ({@link RequestLimit}, {@link
 * SecurityHeaders}, the cross-site check) and Quarkus REST then match the same path.
 */
@ApplicationScoped
public class RequestPathGuard {
  /** After {@link SecurityHeaders} and {@link ConnectionDraining}, before everything else. */
  static final int ORDER = Http2Requests.FIRST + 2;

  /** The metrics extension reads the URI template of a request from this local of its context. */
  private static final String URI_TEMPLATE = "UrlPathTemplate";

  private static final String UNMATCHED = "/unmatched";

  private final RouterProblems problems;

  RequestPathGuard(RouterProblems problems) {
    this.problems = problems;
  }

  void register(@Observes Router router) {
    router.route().order(ORDER).handler(this::check);
  }

  private void check(RoutingContext request) {
    useTemplate(UNMATCHED);
    if (RequestPath.isCanonical(request.request().path())) {
      request.next();
    } else {
      problems.answer(request, ErrorCode.INVALID_REQUEST);
    }
  }

  /**
   * Sets the value of the metrics' {@code uri} tag. Without it the tag of a request that is refused
   * before Quarkus REST matches it would be the raw path, which the client chooses freely.
   */
  @SuppressWarnings("deprecation") // Quarkus reads it there.
  public static void useTemplate(String template) {
    Context context = Vertx.currentContext();
    if (context instanceof ContextInternal internal && internal.isDuplicate()) {
      internal.putLocal(URI_TEMPLATE, template);
    }
  }

  /** The template of the request with this context. */
  @SuppressWarnings("deprecation") // as above
  static String template(ContextInternal context) {
    String template = context.getLocal(URI_TEMPLATE);
    return template == null ? UNMATCHED : template;
  }
}
