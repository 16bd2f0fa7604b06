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

/**
 * A change of fields that only servers write, and the {@code Idempotency-Key} of its request.
 *
 * @param body the members in alphabetical order: two requests are the same if their bodies are
 */
record ServerFieldsRequest(ServerFields fields, Optional<String> idempotencyKey, String body) {
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
    Optional<String> idempotencyKey = IdempotencyKeyHeader.read(key);
    if (idempotencyKey.isEmpty() && !fields.increments().isEmpty()) {
      throw IdempotencyKeyHeader.invalid("is required for increments");
    }
    return new ServerFieldsRequest(fields, idempotencyKey, sorted(patch));
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
}
