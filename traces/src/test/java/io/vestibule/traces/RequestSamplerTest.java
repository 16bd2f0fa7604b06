package io.vestibule.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestSamplerTest {
  /** The one that a sampler by trace id always takes. */
  private static final String LOWEST = "00000000000000010000000000000001";

  private static final String SPAN_ID = "0000000000000001";

  private static final Context NONE = Context.root();
  private static final Context REMOTE_SAMPLED = remote(TraceFlags.getSampled());
  private static final Context REMOTE_NOT_SAMPLED = remote(TraceFlags.getDefault());
  private static final Context LOCAL_SAMPLED =
      parent(SpanContext.create(LOWEST, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault()));

  @Test
  void theRatioDecidesWhateverAClientSends() {
    for (Context parent : List.of(NONE, REMOTE_SAMPLED)) {
      assertEquals(SamplingDecision.DROP, decide(0, false, 0, parent));
      assertEquals(SamplingDecision.RECORD_AND_SAMPLE, decide(0.1, false, 0.09, parent));
      assertEquals(SamplingDecision.DROP, decide(0.1, false, 0.1, parent));
      assertEquals(SamplingDecision.RECORD_AND_SAMPLE, decide(1, false, 0.999, parent));
    }
  }

  @Test
  void aParentThatIsNotSampledHasNoSampledChild() {
    assertEquals(SamplingDecision.DROP, decide(1, false, 0, REMOTE_NOT_SAMPLED));
    assertEquals(SamplingDecision.DROP, decide(1, true, 0, REMOTE_NOT_SAMPLED));
  }

  @Test
  void aTrustedGatewayDecides() {
    assertEquals(SamplingDecision.RECORD_AND_SAMPLE, decide(0, true, 0.5, REMOTE_SAMPLED));
    assertEquals(SamplingDecision.DROP, decide(0, true, 0.5, NONE));
  }

  @Test
  void whatIsWithinATracedRequestIsTraced() {
    assertEquals(SamplingDecision.RECORD_AND_SAMPLE, decide(0, false, 0.5, LOCAL_SAMPLED));
  }

  @Test
  void theRatioIsAShare() {
    for (double ratio : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new RequestSampler(ratio, false, () -> 0));
    }
  }

  private static SamplingDecision decide(
      double ratio, boolean trustParent, double random, Context parent) {
    return new RequestSampler(ratio, trustParent, () -> random)
        .shouldSample(parent, LOWEST, "GET", SpanKind.SERVER, Attributes.empty(), List.of())
        .getDecision();
  }

  private static Context remote(TraceFlags flags) {
    return parent(
        SpanContext.createFromRemoteParent(LOWEST, SPAN_ID, flags, TraceState.getDefault()));
  }

  private static Context parent(SpanContext parent) {
    return Context.root().with(Span.wrap(parent));
  }
}
