package io.vestibule.credential;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
import java.util.Optional;

/**
 * The password with which an authenticated user confirms a sensitive action (re-authentication).
 */
public final class PasswordConfirmation {
  /** Far above the limit of the policy. A longer password is not normalised. */
  private static final int MAX_LENGTH = 1_024;

  private PasswordConfirmation() {}

  /**
   * {@code {"password":"…"}}; empty if the member is absent.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} or {@link ErrorCode#PASSWORD_TOO_LONG}
   */
  public static Optional<Password> from(JsonNode json) {
    return from(json, "password");
  }

  /**
   * For requests in which the password is one of several proofs.
   *
   * @throws ApiException also if it is an empty string, because a form was left empty
   */
  public static Optional<Password> optional(JsonNode json) {
    if (JsonBody.of(json).text("password").filter(String::isEmpty).isPresent()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "password", "must not be empty");
    }
    return from(json);
  }

  /** The same for a member with another name. */
  public static Optional<Password> from(JsonNode json, String member) {
    Optional<String> given = JsonBody.of(json).text(member).filter(text -> !text.isEmpty());
    if (given.filter(text -> text.length() > MAX_LENGTH).isPresent()) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return given.map(Password::of);
  }
}
