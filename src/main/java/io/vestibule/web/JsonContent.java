package io.vestibule.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What a request body may contain at any depth: well-formed text ({@link WellFormedText}) and
 * numbers that DynamoDB can store, which are those of 38 significant digits between 1E-130 and
 * 9.99E+125. What is accepted can therefore be stored, returned and sent again.
 */
public final class JsonContent {
  private static final int MAX_DIGITS = 38;
  private static final int MAX_EXPONENT = 125;
  private static final int MIN_EXPONENT = -130;

  private JsonContent() {}

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, naming the top-level member
   */
  static void check(ObjectNode body) {
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      WellFormedText.check("body", member.getKey());
      check(member.getKey(), member.getValue());
    }
  }

  private static void check(String field, JsonNode value) {
    if (value.isTextual()) {
      WellFormedText.check(field, value.textValue());
    } else if (value.isNumber() && !isStorable(value)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          field,
          "must have numbers of at most 38 digits between 1E-130 and 9.99E+125");
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      WellFormedText.check(field, member.getKey());
    }
    for (JsonNode child : value) {
      check(field, child);
    }
  }

  /** Whether DynamoDB can store the number without loss. */
  public static boolean isStorable(JsonNode number) {
    if (number.isFloatingPointNumber()
        && !number.isBigDecimal()
        && !Double.isFinite(number.doubleValue())) {
      return false;
    }
    BigDecimal value = number.decimalValue();
    if (value.signum() == 0) {
      // 0E-999999999 would be a gigabyte of zeros in decimal notation.
      return value.scale() <= -MIN_EXPONENT && value.scale() >= -MAX_EXPONENT;
    }
    long exponent = (long) value.precision() - value.scale() - 1;
    return value.stripTrailingZeros().precision() <= MAX_DIGITS
        && exponent <= MAX_EXPONENT
        && exponent >= MIN_EXPONENT;
  }
}
