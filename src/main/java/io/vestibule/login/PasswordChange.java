package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;

/**
 * Body of {@code POST /api/auth/password}.
 *
 * @param current the password to be replaced
 * @param newPassword its replacement
 */
record PasswordChange(Password current, Password newPassword) {

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} or {@link ErrorCode#PASSWORD_TOO_LONG}
   */
  static PasswordChange from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    return new PasswordChange(password(body, "current_password"), password(body, "new_password"));
  }

  private static Password password(JsonBody body, String field) {
    String value =
        body.text(field)
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, field, "is required"));
    if (value.length() > Credentials.MAX_PASSWORD) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return Password.of(value);
  }
}
