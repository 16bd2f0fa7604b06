package io.vestibule.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.account.EmailAddress;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.function.Function;

/**
 * The body of every login and sign-up: {@code {"email":"ada@example.com","password":"…"}}. Other
 * members are ignored.
 *
 * @param email the address that identifies the account
 * @param password as entered, normalised
 */
record Credentials(EmailAddress email, Password password) {
  /**
   * Far above the limit of the password policy; longer input is refused before it is normalised.
   */
  static final int MAX_PASSWORD = 1_024;

  /**
   * @throws ApiException {@link ErrorCode#CREDENTIALS_REQUIRED}, {@link ErrorCode#INVALID_EMAIL} or
   *     {@link ErrorCode#INVALID_REQUEST}
   */
  static Credentials from(JsonNode json) {
    return from(json, EmailAddress::of);
  }

  /** As {@link #from}, but also with an address that only earlier versions accepted. */
  static Credentials ofExisting(JsonNode json) {
    return from(json, EmailAddress::ofExisting);
  }

  private static Credentials from(JsonNode json, Function<String, EmailAddress> address) {
    JsonBody body = JsonBody.of(json);
    String email = body.text("email").map(String::strip).orElse("");
    String password = body.text("password").orElse("");
    if (email.isEmpty() || password.isEmpty()) {
      throw ApiException.of(ErrorCode.CREDENTIALS_REQUIRED);
    }
    if (password.length() > MAX_PASSWORD) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return new Credentials(address.apply(email), Password.of(password));
  }
}
