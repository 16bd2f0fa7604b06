package io.vestibule.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.List;
import java.util.Optional;

/**
 * A usage report of a metered service: {@code {"units":3,"request_id":"…","scopes":["…"]}}. All
 * members and the body are optional.
 *
 * @param units 1 to 10 000; default 1
 * @param requestId the caller's idempotency key, 1 to 128 characters
 * @param scopes what the key must be allowed to do
 */
public record UsageRequest(long units, Optional<String> requestId, List<String> scopes) {
  static final int MAX_UNITS = 10_000;
  static final int MAX_REQUEST_ID = 128;

  /**
   * @param json the body, or null if there is none
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  public static UsageRequest from(JsonNode json) {
    if (json == null || json.isMissingNode()) {
      return new UsageRequest(1, Optional.empty(), List.of());
    }
    JsonBody body = JsonBody.of(json);
    Optional<String> requestId = body.text("request_id", MAX_REQUEST_ID);
    if (requestId.filter(String::isEmpty).isPresent()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "request_id", "must not be empty");
    }
    return new UsageRequest(
        body.wholeNumber("units", 1, MAX_UNITS).orElse(1),
        requestId,
        body.texts("scopes", KeyScopes.MAX_SCOPES, KeyScopes.MAX_LENGTH).orElse(List.of()));
  }

  /**
   * @param address the address of the client: not a member, because the bearer of a stolen key
   *     could name any
   */
  KeyUse use(Optional<String> address) {
    return new KeyUse(units, scopes, address, requestId);
  }

  /** The use that a back end reports. No key is presented, so there is nothing to require of it. */
  KeyUse useOfPlan() {
    return new KeyUse(units, List.of(), Optional.empty(), requestId);
  }
}
