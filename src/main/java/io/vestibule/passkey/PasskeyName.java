package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.PrintableName;
import java.util.Optional;

/** The name that an owner gives to a passkey. */
final class PasskeyName {
  private static final int MAX_LENGTH = 64;

  private PasskeyName() {}

  /**
   * The member {@code name} without surrounding white space; empty if it is missing.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static Optional<String> find(JsonNode body) {
    return PrintableName.find(body, MAX_LENGTH);
  }
}
