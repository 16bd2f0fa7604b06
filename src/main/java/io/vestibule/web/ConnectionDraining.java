package io.vestibule.web;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Drains connections before the service stops. After SIGTERM requests are still served, and every
 * answer closes its connection, so that no client keeps a connection that is about to end.
 */
@ApplicationScoped
public class ConnectionDraining {
  private volatile boolean draining;

  void begin(@Observes ShutdownDelayInitiatedEvent shutdown) {
    draining = true;
  }

  void register(@Observes Router router) {
    router.route().order(Http2Requests.FIRST + 1).handler(this::closeConnections);
  }

  private void closeConnections(RoutingContext request) {
    // HTTP/2 has no such header (RFC 9113 section 8.2.2); Quarkus sends GOAWAY instead.
    if (draining && request.request().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.next();
  }
}
