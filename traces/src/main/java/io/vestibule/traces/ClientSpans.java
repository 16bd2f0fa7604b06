package io.vestibule.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.vertx.core.Context;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.function.BiConsumer;

/**
 * A span for each outgoing HTTP request within a traced request: to an issuer or to the look-up of
 * breached passwords. It has no URL, whose path can hold an id or a part of a hash, and the other
 * side gets no {@code traceparent}.
 */
final class ClientSpans implements VertxTracer<Void, Span> {
  private final Tracer tracer;

  ClientSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Returns null if the request is not traced. */
  @Override
  public <R> Span sendRequest(
      Context context,
      io.vertx.core.spi.tracing.SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tags) {
    io.opentelemetry.context.Context parent = QuarkusContextStorage.getOtelContext(context);
    if (parent == null
        || !Span.fromContext(parent).isRecording()
        || !(request instanceof HttpRequest outgoing)) {
      return null;
    }
    String method = outgoing.method().name();
    return tracer
        .spanBuilder(method)
        .setParent(parent)
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("http.request.method", method)
        .startSpan();
  }

  @Override
  public <R> void receiveResponse(
      Context context, R response, Span span, Throwable failure, TagExtractor<R> tags) {
    if (span == null) {
      return;
    }
    if (response instanceof HttpResponse answer) {
      span.setAttribute("http.response.status_code", (long) answer.statusCode());
    }
    if (failure != null) {
      // Messages quote addresses.
      span.setAttribute("error.type", failure.getClass().getSimpleName());
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
