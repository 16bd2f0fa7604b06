package io.vestibule.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The name that an owner gives to a thing, usually the member {@code name} of a body. */
public final class PrintableName {
  private PrintableName() {}

  /**
   * The member {@code name} without surrounding white space; empty if it is missing.
   *
   * @param max characters
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  public static Optional<String> find(JsonNode body, int max) {
    return find(body, "name", max);
  }

  /** Same as {@link #find(JsonNode, int)}, of another member. */
  public static Optional<String> find(JsonNode body, String member, int max) {
    Optional<String> name = JsonBody.of(body).text(member, max).map(String::strip);
    if (name.isPresent()
        && (name.get().isEmpty()
            || !name.get().codePoints().allMatch(PrintableName::isPrintable))) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          member,
          "must be a printable text of 1 to " + max + " characters");
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
