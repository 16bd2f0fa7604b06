package io.vestibule.dynamo;

import io.smallrye.mutiny.TimeoutException;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The reason why a call about a table or a bucket failed, as a sentence for operators. Not for
 * calls with items: the message of the service may quote them.
 */
public final class AwsFailure {
  private static final String TIMED_OUT = "no answer in time";

  private AwsFailure() {}

  /**
   * A sentence for the log. If no AWS exception is among the causes, the class name of the root
   * cause.
   */
  public static String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return TIMED_OUT;
    }
    return sentence(failure).orElseGet(() -> rootCause(failure).getClass().getName());
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable rootCause = failure;
    while (rootCause.getCause() != null) {
      rootCause = rootCause.getCause();
    }
    return rootCause;
  }

  /** Empty if no AWS exception is among the causes. */
  public static Optional<String> sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException service) {
        return Optional.of(sentence(service));
      }
      if (cause instanceof SdkClientException client) {
        return Optional.of(sentence(client));
      }
    }
    return Optional.empty();
  }

  private static String sentence(AwsServiceException refusal) {
    return refusal.awsErrorDetails() == null
        ? "status " + refusal.statusCode()
        : refusal.awsErrorDetails().errorCode() + ": " + refusal.awsErrorDetails().errorMessage();
  }

  private static String sentence(SdkClientException failure) {
    String message = String.valueOf(failure.getMessage());
    String normalized = message.toLowerCase(Locale.ROOT);
    if (normalized.contains("unable to load region")) {
      return "no AWS region is configured: set AWS_REGION";
    }
    if (normalized.contains("unable to load credentials")) {
      return "no AWS credentials were found";
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return TIMED_OUT;
    }
    return message;
  }
}
