package io.vestibule.traces;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * A span for each call of the AWS SDK within a request: service, operation and status; no table, no
 * key of an item or object. The SDK finds this class by the resource {@code
 * software/amazon/awssdk/global/handlers/execution.interceptors}.
 */
public final class StoreSpans implements ExecutionInterceptor {
  private static final ExecutionAttribute<Span> SPAN = new ExecutionAttribute<>("VestibuleSpan");

  @Override
  public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
    // Work outside of a request, the polling of the outbox for example, is not traced.
    if (Span.current().isRecording()) {
      String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
      String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
      attributes.putAttribute(
          SPAN,
          GlobalOpenTelemetry.getTracer(TracesProducer.SCOPE)
              .spanBuilder(service + "." + operation)
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute("rpc.system", "aws-api")
              .setAttribute("rpc.service", service)
              .setAttribute("rpc.method", operation)
              .startSpan());
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
    Span span = attributes.getAttribute(SPAN);
    if (span != null) {
      span.setAttribute("http.response.status_code", (long) call.httpResponse().statusCode());
      span.end();
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution failed, ExecutionAttributes attributes) {
    Span span = attributes.getAttribute(SPAN);
    if (span != null) {
      // Messages quote keys.
      span.setAttribute("error.type", failed.exception().getClass().getSimpleName());
      span.setStatus(StatusCode.ERROR);
      span.end();
    }
  }
}
