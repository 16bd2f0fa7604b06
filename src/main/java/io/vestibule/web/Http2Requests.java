package io.vestibule.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Lets requests over HTTP/2 be paused and resumed after their end, as those over HTTP/1.1 can be.
 * Quarkus REST pauses each request, also one whose body {@link BodyLimit} has already read.
 */
@ApplicationScoped
public class Http2Requests {
  private static final String WRAPPED = "vestibule.http2-request";
  static final int FIRST = Integer.MIN_VALUE;

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(routing -> wrap(routing, router));
  }

  /** A request cannot be replaced on its way, so it starts again before anything has happened. */
  @SuppressWarnings("deprecation") // the newer method needs a key that is registered at start
  private static void wrap(RoutingContext routing, Router router) {
    HttpServerRequest request = routing.request();
    if (request.version() == HttpVersion.HTTP_2
        && Vertx.currentContext() instanceof ContextInternal context
        && context.isDuplicate()
        && context.getLocal(WRAPPED) == null) {
      context.putLocal(WRAPPED, true);
      router.handle(new Wrapper((HttpServerRequestInternal) request));
    } else {
      routing.next();
    }
  }

  private static final class Wrapper extends HttpServerRequestWrapper {
    Wrapper(HttpServerRequestInternal request) {
      super(request);
    }

    @Override
    public HttpServerRequest pause() {
      return isEnded() ? this : super.pause();
    }

    @Override
    public HttpServerRequest resume() {
      return isEnded() ? this : super.resume();
    }

    @Override
    public HttpServerRequest fetch(long amount) {
      return isEnded() ? this : super.fetch(amount);
    }
  }
}
