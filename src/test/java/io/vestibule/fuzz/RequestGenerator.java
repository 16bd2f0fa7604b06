package io.vestibule.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.testing.Api.Person;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Generates requests from the operations of an OpenAPI document: valid ones, and mutations of each
 * of their parts.
 */
final class RequestGenerator {
  /**
   * Operations that end the session of the token: they get the token of an account that nothing
   * else uses.
   */
  private static final Set<String> ENDING = Set.of("/api/auth/logout", "/api/auth/refresh");

  /** A request as it is sent. */
  static final class Request {
    private final String description;
    private final byte[] bytes;
    private final boolean head;

    Request(String description, byte[] bytes, boolean head) {
      this.description = description;
      this.bytes = bytes;
      this.head = head;
    }

    /** Method and path template, for failure messages. */
    String description() {
      return description;
    }

    byte[] bytes() {
      return bytes;
    }

    /** Whether the response has no body. */
    boolean head() {
      return head;
    }
  }

  private record Operation(String method, String path, JsonNode definition) {}

  private final List<Operation> operations = new ArrayList<>();
  private final SchemaExamples examples;
  private final Actors actors;
  private final Random random;

  RequestGenerator(JsonNode openApi, Actors actors, long seed) {
    this.examples = new SchemaExamples(openApi);
    this.actors = actors;
    this.random = new Random(seed);
    openApi
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operations.add(
                                new Operation(
                                    operation.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    operation.getValue()))));
    if (operations.size() < 30) {
      throw new AssertionError("only " + operations.size() + " operations in the OpenAPI document");
    }
  }

  Request next() {
    Operation operation = operations.get(random.nextInt(operations.size()));
    String method =
        rare(30)
            ? pick(List.of("HEAD", "OPTIONS", "TRACE", "PURGE", "get", "PUT", "DELETE"))
            : operation.method();
    StringBuilder head = new StringBuilder();
    head.append(method)
        .append(' ')
        .append(path(operation))
        .append(query(operation))
        .append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\n");
    Person caller = erases(method, operation) ? actors.expendable() : caller(operation);
    authorization(operation, caller, head);
    if (rare(4)) {
      head.append(pick(StrangeInput.HEADERS)).append("\r\n");
    }
    byte[] body = body(operation, caller, head);
    boolean chunked = body.length > 0 && rare(10);
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n\r\n");
    } else if (body.length > 0 || rare(3)) {
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    } else {
      head.append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (chunked) {
      request.writeBytes(
          (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body);
      request.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } else {
      request.writeBytes(body);
    }
    return new Request(
        method + " " + operation.path(), request.toByteArray(), method.equals("HEAD"));
  }

  /** The erasure needs no password shortly after a login. */
  private static boolean erases(String method, Operation operation) {
    return method.equals("DELETE") && operation.path().equals("/api/user");
  }

  private String path(Operation operation) {
    StringBuilder path = new StringBuilder();
    for (String segment : operation.path().substring(1).split("/", -1)) {
      boolean parameter = segment.startsWith("{");
      path.append('/').append(parameter ? parameter(operation) : segment);
      if (rare(60)) {
        path.append('/').append(pick(StrangeInput.SEGMENTS));
      }
    }
    return path.toString();
  }

  private String parameter(Operation operation) {
    return switch (random.nextInt(5)) {
      case 0 -> pick(StrangeInput.SEGMENTS);
      case 1 ->
          isForAdmins(operation) ? actors.expendable().userId() : pick(actors.people()).userId();
      case 2, 3 ->
          isForAdmins(operation) ? actors.expendable().userId() : pick(actors.recordings());
      default -> UUID.randomUUID().toString();
    };
  }

  private static boolean isForAdmins(Operation operation) {
    return operation.path().startsWith("/api/admin/");
  }

  private String query(Operation operation) {
    List<String> parts = new ArrayList<>();
    operation
        .definition()
        .path("parameters")
        .forEach(
            parameter -> {
              if (parameter.path("in").asText().equals("query") && rare(2)) {
                parts.add(
                    parameter.path("name").asText()
                        + "="
                        + pick(
                            List.of(
                                "1",
                                "0",
                                "-1",
                                "50",
                                "1e3",
                                "",
                                "%00",
                                "%f0%9f%98%80",
                                "a%20b",
                                "%",
                                "%ed%a0%80",
                                "eyJhbGciOiJkaXIifQ",
                                "a@people.example",
                                "99999999999999999999",
                                "x".repeat(3000))));
              }
            });
    if (rare(40)) {
      parts.add(pick(List.of("a=b", "=", "&&", "%3f", "limit=1&limit=2", "ticket=a.b.c.d.e")));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private Person caller(Operation operation) {
    if (ENDING.contains(operation.path())) {
      return actors.expendable();
    }
    return isForAdmins(operation) && !rare(4) ? actors.admin() : pick(actors.people());
  }

  private void authorization(Operation operation, Person caller, StringBuilder head) {
    String token = caller.token();
    String header =
        switch (random.nextInt(25)) {
          case 0 -> null;
          case 1 -> "Bearer " + token.substring(0, random.nextInt(token.length()));
          case 2 -> "Bearer " + token + "x";
          case 3 -> "Bearer " + actors.apiToken();
          case 4 ->
              pick(
                  List.of(
                      "Bearer",
                      "bearer  a b",
                      "Bearer a.b.c",
                      "Basic YTpi",
                      "Bearer " + "z".repeat(6000),
                      "Digest x"));
          default -> "Bearer " + token;
        };
    if (header != null) {
      head.append("Authorization: ").append(header).append("\r\n");
    }
    if (rare(operation.path().equals("/api/usage") ? 2 : 30)) {
      head.append("X-API-Key: ")
          .append(!rare(4) ? actors.apiToken() : "vst_" + "0".repeat(random.nextInt(80)))
          .append("\r\n");
    }
  }

  private byte[] body(Operation operation, Person caller, StringBuilder head) {
    JsonNode content = operation.definition().path("requestBody").path("content");
    if (content.isMissingNode() && !rare(20)) {
      return new byte[0];
    }
    List<String> types = content.properties().stream().map(Map.Entry::getKey).toList();
    String type = types.isEmpty() ? "application/json" : pick(types);
    ObjectNode valid =
        examples.of(content.path(type).path("schema")) instanceof ObjectNode example
            ? example.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    head.append("Content-Type: ")
        .append(rare(15) ? pick(StrangeInput.CONTENT_TYPES) : type)
        .append("\r\n");
    if (valid.has("s3_key")) {
      valid.put("s3_key", "users/" + caller.userId() + "/" + random.nextInt(1_000));
    }
    if (valid.has("file_id")) {
      valid.put("file_id", pick(actors.recordings()));
    }
    // A body with a password makes the service compute a hash. Most bodies lack it, so that the run
    // measures the handling of requests rather than Argon2id.
    if (!rare(100)) {
      valid.retain(names(valid).filter(name -> !name.contains("password")).toList());
    }
    return JsonMutations.mutate(valid, random);
  }

  private static Stream<String> names(ObjectNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }

  private boolean rare(int of) {
    return random.nextInt(of) == 0;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
