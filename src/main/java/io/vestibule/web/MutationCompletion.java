package io.vestibule.web;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.AbstractCancellableServerRestHandler;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * Lets every request that changes data run to its end, even if its client closes the connection.
 * Quarkus REST cancels the {@code Uni} of such a request and ends its request context. Between two
 * writes this would leave, for example, a changed password without the ended sessions. This filter
 * switches the cancellation off for all routes with an unsafe method (RFC 9110, section 9.2.1), so
 * a new route needs nothing; a route of a safe method that changes data has {@link ChangesData}.
 * Request context, log context and client address remain available.
 *
 * <p>The server does not count a request any more once its connection is closed. A graceful
 * shutdown therefore waits here for such requests, at most 5 seconds.
 */
@Provider
@ApplicationScoped
public class MutationCompletion implements ContainerRequestFilter {
  private static final Logger LOG = Logger.getLogger(MutationCompletion.class);
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  /** Before the audit trail, which writes its last events at shutdown. */
  private static final int FIRST = 100;

  private static final int WAITS = 250;
  private static final int WAIT_MILLIS = 20;

  private final AtomicInteger running = new AtomicInteger();

  /** Runs after the route is matched and before its resource method. */
  @Override
  public void filter(ContainerRequestContext request) {
    if (!SAFE_METHODS.contains(request.getMethod())) {
      complete(request);
    }
  }

  /** Lets that request run to its end. */
  void complete(ContainerRequestContext request) {
    ResteasyReactiveRequestContext context =
        (ResteasyReactiveRequestContext)
            ((ResteasyReactiveContainerRequestContext) request).getServerRequestContext();
    RoutingContext exchange = context.unwrap(RoutingContext.class);
    if (exchange.response().closed()) {
      // The client left during authentication: nothing has started, so nothing needs to complete.
      request.abortWith(Response.status(Response.Status.BAD_REQUEST).build());
      return;
    }
    // The handlers belong to the route: the first request of a route sets this for all.
    for (ServerRestHandler handler : context.getTarget().getHandlerChain()) {
      if (handler instanceof AbstractCancellableServerRestHandler waiting) {
        waiting.setCancellable(false);
      }
    }
    count(context, exchange);
  }

  private void count(ResteasyReactiveRequestContext context, RoutingContext exchange) {
    AtomicBoolean ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            running.decrementAndGet();
          }
        };
    running.incrementAndGet();
    context.registerCompletionCallback(failure -> end.run());
    exchange.addEndHandler(
        response -> {
          // The connection closed before the body was complete: the resource method is never
          // called.
          if (context.getResult() == null) {
            end.run();
          }
        });
  }

  /** Requests of unsafe methods that are being served, whether or not their client still waits. */
  int running() {
    return running.get();
  }

  void onStop(@Observes @Priority(FIRST) ShutdownEvent stop) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int wait = 0; wait < WAITS && running.get() > 0; wait++) {
      never.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (running.get() > 0) {
      LOG.warnf("%d requests did not complete before the shutdown", running.get());
    }
  }
}
