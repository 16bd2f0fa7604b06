package io.vestibule.imports;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The import cannot continue. The message is for the operator: no secrets, no personal data. */
public final class ImportFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ImportFailure(String message) {
    super(message, null, false, false);
  }

  /** A record cannot be imported. The cause may quote the record, so only its type is named. */
  static ImportFailure ofRecord(Throwable failure) {
    if (failure instanceof ImportFailure known) {
      return known;
    }
    if (failure instanceof ApiException known && known.code() == ErrorCode.UNAVAILABLE) {
      return new ImportFailure(
          "DynamoDB does not answer in spite of retries; run the import again");
    }
    if (failure instanceof AwsServiceException refused && refused.awsErrorDetails() != null) {
      return new ImportFailure("DynamoDB refuses: " + refused.awsErrorDetails().errorCode());
    }
    return new ImportFailure(
        "a record could not be imported: " + failure.getClass().getSimpleName());
  }
}
