package io.vestibule.admin;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key}. */
final class IdempotencyKeyHeader {
  static final String NAME = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

  private IdempotencyKeyHeader() {}

  /**
   * @param header null if it is missing
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static Optional<String> read(String header) {
    if (header != null && !KEY.matcher(header).matches()) {
      throw invalid("must be 1 to 128 printable ASCII characters");
    }
    return Optional.ofNullable(header);
  }

  static ApiException invalid(String expected) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, NAME, expected);
  }
}
