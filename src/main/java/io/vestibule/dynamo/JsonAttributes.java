package io.vestibule.dynamo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.web.JsonContent;
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
  private static final int MAX_WHOLE_DIGITS = 38;
  private static final int MAX_LONG_DIGITS = 18;

  private JsonAttributes() {}

  /**
   * The tree as it is read back from DynamoDB after it was stored: each number in one form. Object
   * members keep their order, which DynamoDB does not.
   */
  public static ObjectNode canonical(ObjectNode object) {
    return toObject(fromObject(object));
  }

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
      return JsonContent.isStorable(json);
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

  /**
   * One form for each value, whatever the form it was sent in: a whole number of at most 38 digits
   * without a fraction or an exponent, any other without trailing zeros.
   */
  private static JsonNode number(String digits) {
    BigDecimal value = new BigDecimal(digits);
    if (value.signum() == 0) {
      return JsonNodeFactory.instance.numberNode(0L);
    }
    BigDecimal shortest = value.stripTrailingZeros();
    long wholeDigits = (long) shortest.precision() - shortest.scale();
    if (shortest.scale() > 0 || wholeDigits > MAX_WHOLE_DIGITS) {
      return JsonNodeFactory.instance.numberNode(shortest);
    }
    return wholeDigits <= MAX_LONG_DIGITS
        ? JsonNodeFactory.instance.numberNode(shortest.longValueExact())
        : JsonNodeFactory.instance.numberNode(shortest.toBigIntegerExact());
  }
}
