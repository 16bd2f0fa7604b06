package io.vestibule.factor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A proof of a second factor in a request: one of {@code {"code":"…"}}, {@code
 * {"recovery_code":"…"}} and {@code {"passkey":{"state":"…","credential":{…}}}}.
 */
public record SecondFactorProof(FactorKind kind, JsonNode value) {

  /**
   * The proof in an object; empty if it has none.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if it has several, or one of another
   *     type
   */
  public static Optional<SecondFactorProof> find(JsonNode json) {
    ObjectNode body = JsonBody.object(json);
    List<SecondFactorProof> found =
        Arrays.stream(FactorKind.values())
            .filter(kind -> body.hasNonNull(kind.member()))
            .map(kind -> new SecondFactorProof(kind, checked(kind, body)))
            .toList();
    if (found.size() > 1) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, found.get(1).kind().member(), "must be the only proof");
    }
    return found.stream().findFirst();
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} also if there is none
   */
  public static SecondFactorProof from(JsonNode json) {
    return find(json)
        .orElseThrow(
            () ->
                ApiException.at(
                    ErrorCode.INVALID_REQUEST, "code", "or recovery_code or passkey is required"));
  }

  private static JsonNode checked(FactorKind kind, ObjectNode body) {
    JsonNode value = body.get(kind.member());
    if (kind == FactorKind.PASSKEY) {
      if (!value.isObject()) {
        throw ApiException.at(ErrorCode.INVALID_REQUEST, kind.member(), "must be an object");
      }
    } else {
      JsonBody.of(body).requiredText(kind.member(), 64);
    }
    return value;
  }

  @Override
  public String toString() {
    return "SecondFactorProof[" + kind + "]";
  }
}
