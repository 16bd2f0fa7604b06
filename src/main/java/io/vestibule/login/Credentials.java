package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.Body;
import io.vestibule.web.ErrorCode;

/**
 * What every door asks for: {@code {"email":"ada@example.com","password":"…"}}. Further members are
 * ignored.
 *
 * @param email the account's name
 * @param password as typed, normalised
 */
record Credentials(EmailAddress email, Password password) {
  /** Far above what the policy lets in; a longer one is not worth normalising. */
  static final int MAX_PASSWORD = 1_024;

  /**
   * @throws ApiException {@link ErrorCode#CREDENTIALS_REQUIRED}, {@link ErrorCode#INVALID_EMAIL} or
   *     {@link ErrorCode#INVALID_REQUEST}
   */
  static Credentials from(JsonNode json) {
    Body body = Body.of(json);
    String email = body.text("email").map(String::strip).orElse("");
    String password = body.text("password").orElse("");
    if (email.isEmpty() || password.isEmpty()) {
      throw ApiException.of(ErrorCode.CREDENTIALS_REQUIRED);
    }
    if (password.length() > MAX_PASSWORD) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return new Credentials(EmailAddress.of(email), Password.of(password));
  }
}
