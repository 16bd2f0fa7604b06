package io.vestibule.command;

import io.smallrye.mutiny.TimeoutException;
import io.vestibule.dynamo.AwsFailure;
import io.vestibule.imports.ImportFailure;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.web.ApiException;

/** A failure as one line for the operator, without a stack trace. */
final class FailureMessage {
  private FailureMessage() {}

  static String of(Throwable failure) {
    if (failure instanceof ApiException || failure instanceof InvalidSettingException) {
      return failure.getMessage();
    }
    if (failure instanceof ImportFailure) {
      return failure.getMessage();
    }
    if (failure instanceof TimeoutException) {
      return "no answer in time";
    }
    // Other messages may quote their input.
    return AwsFailure.sentence(failure).orElseGet(() -> failure.getClass().getName());
  }
}
