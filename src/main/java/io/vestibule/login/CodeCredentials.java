package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;

/** The body of {@code POST /api/auth/code/login}. */
record CodeCredentials(EmailAddress email, String code) {
  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL}
   */
  static CodeCredentials from(JsonNode json) {
    JsonBody body = JsonBody.of(json);
    return new CodeCredentials(
        EmailAddress.ofExisting(body.requiredText("email", 512)), body.requiredText("code", 64));
  }

  /** The address in a request for a code. */
  static String email(JsonNode json) {
    return JsonBody.of(json).requiredText("email", 512);
  }

  @Override
  public String toString() {
    return "CodeCredentials[redacted]";
  }
}
