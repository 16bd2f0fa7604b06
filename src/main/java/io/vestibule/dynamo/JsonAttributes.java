package io.vestibule.dynamo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * JSON trees as DynamoDB attributes: object ↔ M, array ↔ L, string ↔ S, number ↔ N, boolean ↔ BOOL,
 * null ↔ NULL. DynamoDB keeps 38 significant digits between 1E-130 and 9.99E+125; {@link
 * #isStorable} tells beforehand.
 */
public final class JsonAttributes {
  private static final int MAX_DIGITS = 38;
  private static final int MAX_EXPONENT = 125;
  private static final int MIN_EXPONENT = -130;

  private JsonAttributes() {}

  public static AttributeValue fromJson(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> AttributeValue.fromM(fromObject((ObjectNode) json));
      case ARRAY -> {
        List<AttributeValue> elements = new ArrayList<>(json.size());
        json.forEach(element -> elements.add(fromJson(element)));
        yield AttributeValue.fromL(elements);
      }
      case STRING -> AttributeValue.fromS(json.textValue());
      case NUMBER -> AttributeValue.fromN(json.decimalValue().toString());
      case BOOLEAN -> AttributeValue.fromBool(json.booleanValue());
      case NULL -> AttributeValue.fromNul(true);
      default ->
          throw new IllegalArgumentException("no attribute type for JSON " + json.getNodeType());
    };
  }

  public static Map<String, AttributeValue> fromObject(ObjectNode object) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    object
        .properties()
        .forEach(member -> attributes.put(member.getKey(), fromJson(member.getValue())));
    return attributes;
  }

  public static JsonNode toJson(AttributeValue attribute) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (attribute.type()) {
      case M -> toObject(attribute.m());
      case L -> {
        ArrayNode array = json.arrayNode();
        attribute.l().forEach(element -> array.add(toJson(element)));
        yield array;
      }
      case SS -> {
        ArrayNode array = json.arrayNode();
        attribute.ss().forEach(array::add);
        yield array;
      }
      case S -> json.textNode(attribute.s());
      case N -> number(attribute.n());
      case BOOL -> json.booleanNode(attribute.bool());
      case NUL -> json.nullNode();
      default -> throw new IllegalStateException("no JSON for attribute type " + attribute.type());
    };
  }

  public static ObjectNode toObject(Map<String, AttributeValue> attributes) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    attributes.forEach((name, value) -> object.set(name, toJson(value)));
    return object;
  }

  /** Whether every number in the tree fits DynamoDB's Number and every member has a name. */
  public static boolean isStorable(JsonNode json) {
    if (json.isNumber()) {
      return fits(json);
    }
    if (json.has("")) {
      return false;
    }
    for (JsonNode child : json) {
      if (!isStorable(child)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(JsonNode number) {
    if (number.isFloatingPointNumber()
        && !number.isBigDecimal()
        && !Double.isFinite(number.doubleValue())) {
      return false;
    }
    BigDecimal value = number.decimalValue();
    if (value.signum() == 0) {
      return true;
    }
    int exponent = value.precision() - value.scale() - 1;
    return value.stripTrailingZeros().precision() <= MAX_DIGITS
        && exponent <= MAX_EXPONENT
        && exponent >= MIN_EXPONENT;
  }

  private static JsonNode number(String digits) {
    BigDecimal value = new BigDecimal(digits);
    boolean whole = value.scale() <= 0 || value.stripTrailingZeros().scale() <= 0;
    if (whole && value.precision() - value.scale() <= 18) {
      return JsonNodeFactory.instance.numberNode(value.longValueExact());
    }
    return JsonNodeFactory.instance.numberNode(value);
  }
}
