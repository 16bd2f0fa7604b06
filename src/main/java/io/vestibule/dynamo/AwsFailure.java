package io.vestibule.dynamo;

import io.smallrye.mutiny.TimeoutException;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What AWS, or the way to it, objects to a call about a table or a bucket, in a sentence that an
 * operator can act on. Not for calls that carry items: the service may quote them.
 */
public final class AwsFailure {
  private static final String LATE = "no answer in time";

  private AwsFailure() {}

  /** For a log: a sentence in any case, if need be the name of what lies deepest. */
  public static String reason(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return LATE;
    }
    return sentence(failure).orElseGet(() -> deepest(failure).getClass().getName());
  }

  private static Throwable deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  /** Empty where no AWS exception is among the causes. */
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
    String known = message.toLowerCase(Locale.ROOT);
    if (known.contains("unable to load region")) {
      return "no AWS region is configured: set AWS_REGION";
    }
    if (known.contains("unable to load credentials")) {
      return "no AWS credentials were found";
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return LATE;
    }
    return message;
  }
}
