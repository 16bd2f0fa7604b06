package io.vestibule.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.usage.KeyScopes;
import io.vestibule.usage.KeyUse;
import io.vestibule.web.ApiException;
import io.vestibule.web.CidrBlock;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway asks about a key.
 *
 * @param key the key that a client presented, in any form
 * @param use how the client uses it
 */
record VerificationRequest(String key, KeyUse use) {
  static final int MAX_BATCH = 100;

  private static final int MAX_KEY = 200;
  private static final int MAX_UNITS = 10_000;
  private static final int MAX_ADDRESS = 45;
  private static final int MAX_REQUEST_ID = 128;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static VerificationRequest from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    Optional<String> requestId = body.text("request_id", MAX_REQUEST_ID);
    if (requestId.filter(String::isEmpty).isPresent()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "request_id", "must not be empty");
    }
    Optional<String> address = body.text("ip", MAX_ADDRESS);
    if (address.filter(ip -> !CidrBlock.isAddress(ip)).isPresent()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "ip", "must be an IP address");
    }
    return new VerificationRequest(
        body.requiredText("key", MAX_KEY),
        new KeyUse(
            body.wholeNumber("units", 0, MAX_UNITS).orElse(1),
            body.texts("scopes", KeyScopes.MAX_SCOPES, KeyScopes.MAX_LENGTH).orElse(List.of()),
            address,
            requestId));
  }

  /**
   * Refuses a batch with a malformed request before anything is counted.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static List<VerificationRequest> batch(JsonNode json) {
    JsonNode requests = JsonBody.object(json).path("requests");
    if (!requests.isArray() || requests.isEmpty() || requests.size() > MAX_BATCH) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "requests", "must be an array of 1 to 100 requests");
    }
    List<VerificationRequest> batch = new ArrayList<>();
    requests.forEach(request -> batch.add(from(request)));
    return batch;
  }

  @Override
  public String toString() {
    return "VerificationRequest[redacted]";
  }
}
