package io.vestibule.command;

import io.smallrye.mutiny.TimeoutException;
import io.vestibule.dynamo.AwsFailure;
import io.vestibule.imports.ImportFailure;
import io.vestibule.web.ApiException;
import io.vestibule.web.UnusableSetting;

/** What went wrong, in one line an operator can act on and without a stack trace. */
final class FailureSentence {
  private FailureSentence() {}

  static String of(Throwable failure) {
    if (failure instanceof ApiException || failure instanceof UnusableSetting) {
      return failure.getMessage();
    }
    if (failure instanceof ImportFailure) {
      return failure.getMessage();
    }
    if (failure instanceof TimeoutException) {
      return "no answer in time";
    }
    // Other messages may quote what they were given.
    return AwsFailure.sentence(failure).orElseGet(() -> failure.getClass().getName());
  }
}
