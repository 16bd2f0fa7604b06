package io.vestibule.traces;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.opentelemetry.runtime.tracing.instrumentation.InstrumentationRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;

/** Gives OpenTelemetry our sampler and Vert.x our spans of outgoing requests. */
@ApplicationScoped
class TracesProducer {
  static final String SCOPE = "io.vestibule";

  @Produces
  @Singleton
  Sampler sampler(TracesConfig config) {
    return new RequestSampler(
        config.ratio(), config.trustParent(), () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Replaces Quarkus' own spans, none of which is switched on. */
  void start(@Observes StartupEvent started, OpenTelemetry telemetry) {
    Tracer tracer = telemetry.getTracer(SCOPE);
    InstrumentationRecorder.FACTORY.getVertxTracerDelegator().setDelegate(new ClientSpans(tracer));
  }
}
