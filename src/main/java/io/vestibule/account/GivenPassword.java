package io.vestibule.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.crypto.Password;
import io.vestibule.web.ApiException;
import io.vestibule.web.Body;
import io.vestibule.web.ErrorCode;
import java.util.Optional;

/** The password by which somebody signed in proves once more who they are. */
final class GivenPassword {
  /** Far above what the policy lets in; a longer one is not worth normalising. */
  private static final int MAX_LENGTH = 1_024;

  private GivenPassword() {}

  /**
   * {@code {"password":"…"}}; empty where the member is absent.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} or {@link ErrorCode#PASSWORD_TOO_LONG}
   */
  static Optional<Password> in(JsonNode json) {
    Optional<String> typed = Body.of(json).text("password").filter(text -> !text.isEmpty());
    if (typed.filter(text -> text.length() > MAX_LENGTH).isPresent()) {
      throw ApiException.of(ErrorCode.PASSWORD_TOO_LONG);
    }
    return typed.map(Password::of);
  }
}
