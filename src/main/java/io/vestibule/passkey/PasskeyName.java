package io.vestibule.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.JsonBody;
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
    Optional<String> name = JsonBody.of(body).text("name", MAX_LENGTH).map(String::strip);
    if (name.isPresent()
        && (name.get().isEmpty() || !name.get().codePoints().allMatch(PasskeyName::isPrintable))) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "name", "must be a printable text of 1 to 64 characters");
    }
    return name;
  }

  /** Invisible and bidirectional characters could disguise a name in a list. */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
