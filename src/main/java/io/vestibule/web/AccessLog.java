package io.vestibule.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Logs each request, if switched on. Quarkus' own access log writes paths and the address of the
 * client; here everything that a client chooses freely is left out: the path is the template that
 * matched, and an unknown method is {@code OTHER}.
 */
@ApplicationScoped
public class AccessLog {
  static final String CATEGORY = "vestibule.access";

  private static final Logger LOG = Logger.getLogger(CATEGORY);

  private final boolean enabled;

  AccessLog(AccessLogConfig config) {
    this.enabled = config.enabled();
  }

  /** Before all routes that answer. */
  void register(@Observes Router router) {
    if (enabled) {
      router.route().order(Http2Requests.FIRST + 1).handler(AccessLog::add);
    }
  }

  private static void add(RoutingContext request) {
    long start = System.nanoTime();
    if (Vertx.currentContext() instanceof ContextInternal context && context.isDuplicate()) {
      request.addEndHandler(ended -> log(request, ended, context, start));
    }
    request.next();
  }

  private static void log(
      RoutingContext request, AsyncResult<Void> ended, ContextInternal context, long start) {
    LOG.infof(
        "method=%s uri=%s status=%d bytes=%d ms=%d complete=%s",
        method(request.request().method()),
        RequestPathGuard.template(context),
        request.response().getStatusCode(),
        request.response().bytesWritten(),
        Duration.ofNanos(System.nanoTime() - start).toMillis(),
        ended.succeeded());
  }

  private static String method(HttpMethod method) {
    return HttpMethod.values().contains(method) ? method.name() : "OTHER";
  }
}
