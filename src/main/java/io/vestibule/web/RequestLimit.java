package io.vestibule.web;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the rate of requests by client address. A request over the limit is answered with 429
 * before any other work.
 */
@ApplicationScoped
public class RequestLimit {
  private final RequestLimitConfig config;
  private final ClientAddress client;
  private final RouterProblems problems;
  private final Map<String, Bucket> buckets;

  RequestLimit(RequestLimitConfig config, ClientAddress client, RouterProblems problems) {
    this.config = config;
    this.client = client;
    this.problems = problems;
    this.buckets = Collections.synchronizedMap(new LeastRecentlyUsed(config.addresses()));
  }

  void register(@Observes Router router) {
    if (config.enabled()) {
      router
          .route("/api/*")
          .order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 2)
          .handler(this::check);
    }
  }

  private void check(RoutingContext request) {
    String network = ClientAddress.network(client.of(request.request()));
    ConsumptionProbe probe =
        buckets.computeIfAbsent(network, absent -> bucket()).tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      request.next();
      return;
    }
    long wait = Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds() + 1;
    request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait));
    problems.answer(request, ErrorCode.TOO_MANY_REQUESTS);
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit.capacity(config.requests()).refillGreedy(config.requests(), config.period()))
        .build();
  }

  /** A map that evicts the least recently used entry when it exceeds its maximum size. */
  private static final class LeastRecentlyUsed extends LinkedHashMap<String, Bucket> {
    private static final long serialVersionUID = 1L;
    private final int max;

    LeastRecentlyUsed(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
      return size() > max;
    }
  }
}
