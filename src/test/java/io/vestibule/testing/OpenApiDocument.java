package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The OpenAPI document of the service under test, and the part of JSON Schema that it uses. */
public final class OpenApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");

  private final JsonNode root;

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  /** Reads {@code /q/openapi}. */
  public static OpenApiDocument read() {
    return new OpenApiDocument(
        json(given().accept("application/json").get("/q/openapi").asString()));
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new AssertionError("not JSON: " + text, malformed);
    }
  }

  /** An operation by its place in the document. */
  public record Operation(String method, String path, JsonNode definition) {
    public JsonNode responses() {
      return definition.path("responses");
    }

    @Override
    public String toString() {
      return method.toUpperCase(Locale.ROOT) + " " + path;
    }
  }

  public JsonNode root() {
    return root;
  }

  public JsonNode schema(String name) {
    return root.path("components").path("schemas").path(name);
  }

  public List<Operation> operations() {
    return root.path("paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    .filter(member -> METHODS.contains(member.getKey()))
                    .map(
                        member -> new Operation(member.getKey(), path.getKey(), member.getValue())))
        .toList();
  }

  /** The operation that serves a request; a path without parameters wins. */
  public Optional<Operation> operation(String method, String path) {
    return operations().stream()
        .filter(operation -> operation.method().equalsIgnoreCase(method))
        .filter(operation -> path.matches(operation.path().replaceAll("\\{[^}]+}", "[^/]+")))
        .min(Comparator.comparing(operation -> operation.path().contains("{")));
  }

  /** What a value violates of a schema, each with the place; empty where it conforms. */
  public List<String> violations(JsonNode schema, JsonNode value) {
    List<String> found = new ArrayList<>();
    check(schema, value, "$", found);
    return found;
  }

  private void check(JsonNode schema, JsonNode value, String at, List<String> found) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").asText().replaceFirst(".*/", "");
      check(schema(name), value, at, found);
      return;
    }
    schema.path("allOf").forEach(part -> check(part, value, at, found));
    if (schema.has("anyOf")
        && stream(schema.get("anyOf")).noneMatch(part -> violations(part, value).isEmpty())) {
      found.add(at + " is none of anyOf");
    }
    if (schema.has("type") && types(schema).noneMatch(type -> isOf(type, value))) {
      found.add(at + " is not of type " + schema.get("type"));
    }
    if (schema.has("enum") && stream(schema.get("enum")).noneMatch(value::equals)) {
      found.add(at + " is not in the enum: " + value);
    }
    if (value.isObject()) {
      members(schema, value, at, found);
    }
    if (value.isArray() && schema.has("items")) {
      value.forEach(entry -> check(schema.get("items"), entry, at + "[]", found));
    }
  }

  private void members(JsonNode schema, JsonNode value, String at, List<String> found) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                found.add(at + " lacks " + name);
              }
            });
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode declared = schema.path("properties").path(member.getKey());
      if (!declared.isMissingNode()) {
        check(declared, member.getValue(), at + "." + member.getKey(), found);
      } else if (schema.has("properties")
          && schema.path("properties").size() > 1
          && !schema.has("additionalProperties")) {
        // JSON Schema allows it, but a client made from the document would not know the member.
        found.add(at + " has the undeclared member " + member.getKey());
      }
    }
  }

  private static Stream<String> types(JsonNode schema) {
    JsonNode type = schema.get("type");
    return type.isArray() ? stream(type).map(JsonNode::asText) : Stream.of(type.asText());
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "null" -> value.isNull();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      default -> throw new AssertionError("unknown type " + type);
    };
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> entries = new ArrayList<>();
    array.forEach(entries::add);
    return entries.stream();
  }
}
