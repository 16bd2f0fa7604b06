package io.vestibule.passkey;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.AudioKeyWrap;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Base64;

/**
 * An audio key under the PRF output of a passkey (docs/audio-format.md), made by the client.
 *
 * @param keyId the id of the audio key
 * @param wrapped 60 bytes, base64url without padding
 * @param aad its additional authenticated data
 * @param prfSalt the input of the PRF, base64url without padding
 */
record PasskeyWrap(String keyId, String wrapped, String aad, String prfSalt) {
  private static final int MAX_SALT = 64;

  PasskeyWrap {
    requireNonNull(keyId, "keyId");
    requireNonNull(wrapped, "wrapped");
    requireNonNull(aad, "aad");
    requireNonNull(prfSalt, "prfSalt");
  }

  /**
   * The body of {@code PUT /api/user/passkeys/{id}/audio-key}.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static PasskeyWrap from(JsonNode json, String userId) {
    JsonBody body = JsonBody.of(json);
    String keyId = body.requiredText("key_id", 16);
    String aad = body.requiredText("aad", 512);
    if (!keyId.matches("k[1-9][0-9]{0,8}") || !aad.equals(AudioKeyWrap.aad(userId, keyId))) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "aad", "must be that of the audio key");
    }
    byte[] wrapped = decode("wrapped", body.requiredText("wrapped", 128));
    if (wrapped.length != AudioKeyWrap.WRAPPED_SIZE) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "wrapped",
          "must be " + AudioKeyWrap.WRAPPED_SIZE + " bytes in base64url");
    }
    byte[] salt = decode("prf_salt", body.requiredText("prf_salt", 128));
    if (salt.length > MAX_SALT) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "prf_salt", "must be at most " + MAX_SALT + " bytes");
    }
    return new PasskeyWrap(keyId, CredentialJson.encode(wrapped), aad, CredentialJson.encode(salt));
  }

  private static byte[] decode(String field, String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, field, "must be base64url");
    }
  }

  @Override
  public String toString() {
    return "PasskeyWrap[" + keyId + ", redacted]";
  }
}
