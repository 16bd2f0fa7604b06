package io.vestibule.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes a value for a schema of an OpenAPI document. */
final class SchemaExamples {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_DEPTH = 6;

  private final JsonNode root;

  SchemaExamples(JsonNode root) {
    this.root = root;
  }

  /** The first example of the schema, or one built from its type. */
  JsonNode of(JsonNode schema) {
    return of(schema, 0);
  }

  private JsonNode of(JsonNode schema, int depth) {
    if (depth > MAX_DEPTH) {
      return NODES.nullNode();
    }
    if (schema.has("$ref")) {
      return of(root.at(schema.get("$ref").asText().substring(1)), depth + 1);
    }
    for (String choice : new String[] {"allOf", "anyOf", "oneOf", "examples", "enum"}) {
      JsonNode first = schema.path(choice).path(0);
      if (!first.isMissingNode()) {
        return choice.endsWith("Of") ? of(first, depth + 1) : first;
      }
    }
    if (schema.has("example")) {
      return schema.get("example");
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> new ArrayNode(NODES).add(of(schema.path("items"), depth + 1));
      case "integer", "number" -> NODES.numberNode(1);
      case "boolean" -> NODES.booleanNode(true);
      default -> NODES.textNode("text");
    };
  }

  /** The first type that is not null. */
  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (!type.isArray()) {
      return type.asText(schema.has("properties") ? "object" : "string");
    }
    for (JsonNode one : type) {
      if (!one.asText().equals("null")) {
        return one.asText();
      }
    }
    return "null";
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = NODES.objectNode();
    schema
        .path("properties")
        .properties()
        .forEach(member -> object.set(member.getKey(), of(member.getValue(), depth + 1)));
    return object;
  }
}
