package io.vestibule.audiokey;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.credential.PasswordConfirmation;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * Body of {@code POST /api/user/audio-key/unlock}: {@code {"password":"…","recovery_key":"…"}} or
 * {@code {"password":"…","former_password":"…"}}.
 *
 * @param password the current password
 * @param recoveryKey its text form; if both are given, this is used
 * @param formerPassword a password from before a reset
 */
record KeyUnlock(
    Password password, Optional<String> recoveryKey, Optional<Password> formerPassword) {
  /** Room for spaces and hyphens; a recovery key has 52 characters and 12 hyphens. */
  private static final int MAX_RECOVERY_KEY = 255;

  /**
   * @throws ApiException {@link ErrorCode#PASSWORD_REQUIRED}, {@link ErrorCode#PASSWORD_TOO_LONG}
   *     or {@link ErrorCode#INVALID_REQUEST}
   */
  static KeyUnlock from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    Password password =
        PasswordConfirmation.from(json)
            .orElseThrow(() -> ApiException.of(ErrorCode.PASSWORD_REQUIRED));
    Optional<String> recoveryKey =
        body.text("recovery_key", MAX_RECOVERY_KEY).filter(text -> !text.isBlank());
    Optional<Password> formerPassword = PasswordConfirmation.from(json, "former_password");
    if (recoveryKey.isEmpty() && formerPassword.isEmpty()) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "recovery_key", "or former_password is required");
    }
    return new KeyUnlock(password, recoveryKey, formerPassword);
  }

  @Override
  public String toString() {
    return "KeyUnlock[redacted]";
  }
}
