package io.vestibule.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the members of a request body with type checks. The generated (reflection-free)
 * deserializers turn {@code {"email":{}}} into an empty string and {@code 12} into {@code "12"};
 * here a member of the wrong type is an error that names the member.
 */
public final class JsonBody {
  private final ObjectNode json;

  private JsonBody(ObjectNode json) {
    this.json = json;
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if the body is missing or not an object
   */
  public static JsonBody of(JsonNode json) {
    return new JsonBody(object(json));
  }

  /**
   * The body as an object tree. Refuses unpaired surrogates and numbers that cannot be stored, at
   * any depth.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if the body is absent, is not an object
   *     or contains such text or numbers
   */
  public static ObjectNode object(JsonNode json) {
    if (json instanceof ObjectNode object) {
      JsonContent.check(object);
      return object;
    }
    throw ApiException.at(ErrorCode.INVALID_REQUEST, "body", "must be a JSON object");
  }

  /** A string; empty if the member is missing or null. */
  public Optional<String> text(String field) {
    return member(field).map(value -> text(field, value));
  }

  /** A string of at most {@code max} characters. */
  public Optional<String> text(String field, int max) {
    Optional<String> value = text(field);
    if (value.isPresent() && value.get().length() > max) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, field, "must be at most " + max + " characters");
    }
    return value;
  }

  /**
   * A string without surrounding white space.
   *
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} if it is missing, blank or longer than
   *     {@code max} characters
   */
  public String requiredText(String field, int max) {
    return text(field, max)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, field, "is required"));
  }

  /**
   * An array of strings.
   *
   * @param most entries
   * @param max characters of each
   */
  public Optional<List<String>> texts(String field, int most, int max) {
    return member(field).map(value -> texts(field, value, most, max));
  }

  private static List<String> texts(String field, JsonNode value, int most, int max) {
    List<String> texts = new ArrayList<>();
    boolean fits = value.isArray() && value.size() <= most;
    if (fits) {
      for (JsonNode entry : value) {
        fits &= entry.isTextual() && !entry.asText().isEmpty() && entry.asText().length() <= max;
        texts.add(entry.asText());
      }
    }
    if (!fits) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          field,
          "must be an array of at most " + most + " strings of 1 to " + max + " characters");
    }
    return List.copyOf(texts);
  }

  /** True or false. */
  public Optional<Boolean> flag(String field) {
    return member(field)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw ApiException.at(ErrorCode.INVALID_REQUEST, field, "must be true or false");
              }
              return value.booleanValue();
            });
  }

  /** A whole number between {@code min} and {@code max}. */
  public OptionalLong wholeNumber(String field, long min, long max) {
    Optional<JsonNode> value = member(field);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode number = value.get();
    boolean fits =
        number.isIntegralNumber()
            && number.canConvertToLong()
            && number.longValue() >= min
            && number.longValue() <= max;
    if (!fits) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, field, "must be a whole number from " + min + " to " + max);
    }
    return OptionalLong.of(number.longValue());
  }

  private Optional<JsonNode> member(String field) {
    return Optional.ofNullable(json.get(field)).filter(value -> !value.isNull());
  }

  private static String text(String field, JsonNode value) {
    if (!value.isTextual()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, field, "must be a string");
    }
    return value.textValue();
  }
}
