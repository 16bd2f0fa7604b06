package io.vestibule.web;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Sends clients away before the service stops: from SIGTERM on, while requests are still served,
 * every answer closes its connection, so that nobody keeps one that is about to end.
 */
@ApplicationScoped
public class Draining {
  private volatile boolean draining;

  void begin(@Observes ShutdownDelayInitiatedEvent shutdown) {
    draining = true;
  }

  void register(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).handler(this::sendAway);
  }

  private void sendAway(RoutingContext request) {
    if (draining) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.next();
  }
}
