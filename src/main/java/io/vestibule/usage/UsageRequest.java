package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * A usage report of a metered service: {@code {"units":3,"request_id":"…"}}. Both members and the
 * body are optional.
 *
 * @param units 1 to 10 000; default 1
 * @param requestId the caller's idempotency key, 1 to 128 characters
 */
record UsageRequest(long units, Optional<String> requestId) {
  private static final int MAX_UNITS = 10_000;
  private static final int MAX_REQUEST_ID = 128;

  /**
   * @param json the body, or null if there is none
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static UsageRequest from(JsonNode json) {
    if (json == null || json.isMissingNode()) {
      return new UsageRequest(1, Optional.empty());
    }
    JsonBody body = JsonBody.of(json);
    Optional<String> requestId = body.text("request_id", MAX_REQUEST_ID);
    if (requestId.filter(String::isEmpty).isPresent()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "request_id", "must not be empty");
    }
    return new UsageRequest(body.wholeNumber("units", 1, MAX_UNITS).orElse(1), requestId);
  }
}
