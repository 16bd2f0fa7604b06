package io.vestibule.traces;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * A span for each request: method, route and status, nothing that a client chooses freely. The
 * route is the template that matched, which the metrics use as well. {@code traceparent} of the
 * request is continued; {@link RequestSampler} decides whether.
 */
@ApplicationScoped
public class RequestSpans {
  /** Where Quarkus keeps the template of the request. */
  private static final String URI_TEMPLATE = "UrlPathTemplate";

  private static final String UNMATCHED = "/unmatched";
  private static final int SERVER_ERROR = 500;

  private static final TextMapGetter<MultiMap> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(MultiMap headers) {
          return headers.names();
        }

        @Override
        public String get(MultiMap headers, String name) {
          return headers == null ? null : headers.get(name);
        }
      };

  private final Tracer tracer;

  RequestSpans(OpenTelemetry telemetry) {
    this.tracer = telemetry.getTracer(TracesProducer.SCOPE);
  }

  /** Before all routes that answer. */
  void register(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE + 1).handler(this::open);
  }

  private void open(RoutingContext request) {
    if (Vertx.currentContext() instanceof ContextInternal context && context.isDuplicate()) {
      Context parent =
          W3CTraceContextPropagator.getInstance()
              .extract(Context.root(), request.request().headers(), HEADERS);
      String method = method(request.request().method());
      Span span =
          tracer
              .spanBuilder(method)
              .setParent(parent)
              .setSpanKind(SpanKind.SERVER)
              .setAttribute("http.request.method", method)
              .startSpan();
      // Nothing within a request that is not sampled is traced, or costs anything.
      if (span.isRecording()) {
        QuarkusContextStorage.INSTANCE.attach(context, parent.with(span));
        request.addEndHandler(ended -> close(request, context, span, method));
      }
    }
    request.next();
  }

  @SuppressWarnings("deprecation") // Quarkus writes it there.
  private static void close(
      RoutingContext request, ContextInternal context, Span span, String method) {
    String template = context.getLocal(URI_TEMPLATE);
    String route = template == null ? UNMATCHED : template;
    int status = request.response().getStatusCode();
    span.updateName(method + " " + route)
        .setAttribute("http.route", route)
        .setAttribute("http.response.status_code", (long) status);
    if (status >= SERVER_ERROR) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private static String method(HttpMethod method) {
    return HttpMethod.values().contains(method) ? method.name() : "_OTHER";
  }
}
