package io.vestibule.email;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * Body of {@code POST /api/auth/email/change}.
 *
 * @param password one of several proofs; empty if the session is proof enough
 */
record EmailChange(EmailAddress newEmail, Optional<Password> password) {
  private static final int MAX_PASSWORD = 1_024;

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL}
   */
  static EmailChange from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    String email =
        body.text("new_email", 512)
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () -> ApiException.at(ErrorCode.INVALID_REQUEST, "new_email", "is required"));
    return new EmailChange(
        EmailAddress.of(email),
        body.text("password", MAX_PASSWORD).map(EmailChange::notEmpty).map(Password::of));
  }

  /** An empty one means that a form was left empty. */
  private static String notEmpty(String password) {
    if (password.isEmpty()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "password", "must not be empty");
    }
    return password;
  }
}
