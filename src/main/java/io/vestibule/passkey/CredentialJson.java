package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads {@code RegistrationResponseJSON} and {@code AuthenticationResponseJSON} (WebAuthn Level 3,
 * section 5.1) with checks of types and sizes. Errors name the member and are {@link
 * ErrorCode#INVALID_REQUEST}.
 */
final class CredentialJson {
  /** The longest id in bytes whose key fits into a sort key of DynamoDB (1,024 bytes). */
  static final int MAX_ID = 762;

  /** The same in base64url. */
  private static final int MAX_ID_TEXT = 1_016;

  /** The greatest size of the identifier of a user (WebAuthn Level 3, section 5.4.3). */
  static final int MAX_USER_HANDLE = 64;

  private final String path;
  private final ObjectNode json;

  private CredentialJson(String path, ObjectNode json) {
    this.path = path;
    this.json = json;
  }

  /** The object that is the member {@code field} of a body. */
  static CredentialJson member(JsonNode body, String field) {
    return new CredentialJson("", JsonBody.object(body)).object(field);
  }

  CredentialJson object(String field) {
    return optionalObject(field).orElseThrow(() -> error(field, "must be a JSON object"));
  }

  /** Empty if the member is missing or null. */
  Optional<CredentialJson> optionalObject(String field) {
    Optional<JsonNode> value = find(field);
    if (value.isPresent() && !(value.get() instanceof ObjectNode)) {
      throw error(field, "must be a JSON object");
    }
    return value.map(object -> new CredentialJson(name(field), (ObjectNode) object));
  }

  boolean has(String field) {
    return find(field).isPresent();
  }

  /** False if the member is missing. */
  boolean flag(String field) {
    Optional<JsonNode> value = find(field);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw error(field, "must be true or false");
    }
    return value.map(JsonNode::booleanValue).orElse(false);
  }

  /** Base64url of 1 to {@code max} bytes. */
  byte[] bytes(String field, int max) {
    return optionalBytes(field, max).orElseThrow(() -> error(field, "is required"));
  }

  /** Empty if the member is missing or null. */
  Optional<byte[]> optionalBytes(String field, int max) {
    return find(field).map(value -> decode(field, value, max));
  }

  /** The id of the credential, in the spelling under which it is stored. */
  String id() {
    String id = encode(bytes("id", MAX_ID));
    if (has("rawId") && !encode(bytes("rawId", MAX_ID)).equals(id)) {
      throw error("rawId", "must be the id");
    }
    Optional<JsonNode> type = find("type");
    if (type.isEmpty() || !"public-key".equals(type.get().textValue())) {
      throw error("type", "must be public-key");
    }
    return id;
  }

  /**
   * The outputs of the PRF extension.
   *
   * @throws ApiException if they contain results: those are keys that the service must not see
   */
  Optional<CredentialJson> prf() {
    Optional<CredentialJson> prf =
        optionalObject("clientExtensionResults").flatMap(results -> results.optionalObject("prf"));
    if (prf.isPresent() && prf.get().has("results")) {
      throw prf.get().error("results", "must not be sent: remove it first");
    }
    return prf;
  }

  ApiException error(String field, String expected) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, name(field), expected);
  }

  /** Whether the text can be the id of a passkey; others are no keys of the table. */
  static boolean isId(String text) {
    return text.length() <= MAX_ID_TEXT && text.matches("[A-Za-z0-9_-]+");
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] decode(String field, JsonNode value, int max) {
    String text = value.textValue();
    // Before decoding: four characters are three bytes.
    if (text == null || text.isEmpty() || text.length() > (max + 2) / 3 * 4) {
      throw error(field, "must be base64url of at most " + max + " bytes");
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length > max) {
        throw error(field, "must be base64url of at most " + max + " bytes");
      }
      return bytes;
    } catch (IllegalArgumentException notBase64) {
      throw error(field, "must be base64url of at most " + max + " bytes");
    }
  }

  private Optional<JsonNode> find(String field) {
    return Optional.ofNullable(json.get(field)).filter(value -> !value.isNull());
  }

  private String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
