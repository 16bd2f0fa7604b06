package io.vestibule.traces;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Samples a share of the requests. OpenTelemetry's {@code traceidratio} derives its decision from
 * the trace id, which a client chooses in {@code traceparent}; this one uses a random number, so
 * that no client can have more requests traced than the ratio allows. A parent that is not sampled
 * has no sampled children.
 */
final class RequestSampler implements Sampler {
  private final double ratio;
  private final boolean trustParent;
  private final DoubleSupplier random;

  /**
   * @param random numbers from 0 inclusive to 1 exclusive
   */
  RequestSampler(double ratio, boolean trustParent, DoubleSupplier random) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("vestibule.traces.ratio must be from 0 to 1: " + ratio);
    }
    this.ratio = ratio;
    this.trustParent = trustParent;
    this.random = random;
  }

  @Override
  public SamplingResult shouldSample(
      Context parentContext,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    SpanContext parent = Span.fromContext(parentContext).getSpanContext();
    return sampled(parent) ? SamplingResult.recordAndSample() : SamplingResult.drop();
  }

  private boolean sampled(SpanContext parent) {
    if (parent.isValid() && (trustParent || !parent.isRemote() || !parent.isSampled())) {
      return parent.isSampled();
    }
    return random.getAsDouble() < ratio;
  }

  @Override
  public String getDescription() {
    return "RequestSampler{" + ratio + "}";
  }
}
