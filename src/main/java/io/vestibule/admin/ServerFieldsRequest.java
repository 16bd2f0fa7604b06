package io.vestibule.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.account.ServerFields;
import io.vestibule.usage.RequestAnswers.Request;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A change of fields that only servers write, and the {@code Idempotency-Key} of its request.
 *
 * @param body the members in alphabetical order: two requests are the same if their bodies are
 */
record ServerFieldsRequest(ServerFields fields, Optional<String> idempotencyKey, String body) {
  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");
  private static final String HEADER = "Idempotency-Key";

  /** Whether the patch is of this kind; otherwise it sets role, status or plan. */
  static boolean accepts(ObjectNode patch) {
    return patch.properties().stream().map(Map.Entry::getKey).anyMatch(ServerFields::isOne);
  }

  /**
   * @param key the header; null if it is missing
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}; also for an increment without a key,
   *     which could not be repeated after a lost response
   */
  static ServerFieldsRequest of(ObjectNode patch, String key) {
    ServerFields fields = ServerFields.of(patch);
    if (key != null && !KEY.matcher(key).matches()) {
      throw invalid("must be 1 to 128 printable ASCII characters");
    }
    if (key == null && !fields.increments().isEmpty()) {
      throw invalid("is required for increments");
    }
    return new ServerFieldsRequest(fields, Optional.ofNullable(key), sorted(patch));
  }

  /** Empty without a key. */
  Optional<Request> request(String userId) {
    return idempotencyKey.map(key -> Request.of(userId, key, body));
  }

  private static String sorted(ObjectNode patch) {
    Map<String, JsonNode> members = new TreeMap<>();
    patch.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    return members.toString();
  }

  private static ApiException invalid(String expected) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, HEADER, expected);
  }
}
