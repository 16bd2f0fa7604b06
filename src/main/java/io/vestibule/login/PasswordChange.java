package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.Body;
import io.vestibule.web.ErrorCode;

/**
 * Body of {@code POST /api/auth/password}.
 *
 * @param current the password that is to be replaced
 * @param fresh the one that replaces it
 */
record PasswordChange(Password current, Password fresh) {

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} or {@link ErrorCode#PASSWORD_TOO_LONG}
   */
  static PasswordChange from(JsonNode json) {
    Body body = Body.of(json);
    return new PasswordChange(password(body, "current_password"), password(body, "new_password"));
  }

  private static Password password(Body body, String field) {
    String typed =
        body.text(field)
            .filter(value -> !value.isEmpty())
            .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, field, "is required"));
    if (typed.length() > Credentials.MAX_PASSWORD) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return Password.of(typed);
  }
}
