package io.vestibule.imports;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** An import that cannot go on, with a sentence for the operator: no secret, no personal data. */
public final class ImportFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportFailure(String sentence) {
    super(sentence, null, false, false);
  }

  /** A failure to take a record. Its message may quote the record, so only its kind is told. */
  static ImportFailure ofRecord(Throwable failure) {
    if (failure instanceof ImportFailure known) {
      return known;
    }
    if (failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE) {
      return new ImportFailure("DynamoDB did not answer, however often it was asked; begin again");
    }
    if (failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null) {
      return new ImportFailure("DynamoDB refuses: " + refused.awsErrorDetails().errorCode());
    }
    return new ImportFailure("a record could not be taken: " + failure.getClass().getSimpleName());
  }
}
