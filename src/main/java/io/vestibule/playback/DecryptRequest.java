package io.vestibule.playback;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.audio.S3Key;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * A request for a link to a decrypted recording: {@code {"password":"…","file_id":"…"}}, or {@code
 * s3_key} instead of {@code file_id}. If both are given, {@code file_id} is used.
 */
record DecryptRequest(Password password, Optional<String> fileId, Optional<String> s3Key) {
  private static final int MAX_PASSWORD = 1_024;
  private static final int MAX_NAME = 1_024;

  /**
   * @throws ApiException {@link ErrorCode#DECRYPTION_PASSWORD_REQUIRED}, {@link
   *     ErrorCode#FILE_REQUIRED} or {@link ErrorCode#INVALID_REQUEST}
   */
  static DecryptRequest from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    String password = body.text("password").orElse("");
    if (password.isEmpty()) {
      throw ApiException.of(ErrorCode.DECRYPTION_PASSWORD_REQUIRED);
    }
    if (password.length() > MAX_PASSWORD) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    Optional<String> fileId = body.text("file_id", MAX_NAME).filter(id -> !id.isEmpty());
    Optional<String> s3Key =
        body.text("s3_key", MAX_NAME)
            .filter(key -> !key.isEmpty())
            .map(key -> S3Key.of(key).value());
    if (fileId.isEmpty() && s3Key.isEmpty()) {
      throw ApiException.of(ErrorCode.FILE_REQUIRED);
    }
    return new DecryptRequest(Password.of(password), fileId, s3Key);
  }
}
