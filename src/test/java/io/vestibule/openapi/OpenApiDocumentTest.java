package io.vestibule.openapi;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.filter.Filter;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.OpenApiDocument;
import io.vestibule.testing.OpenApiDocument.Operation;
import io.vestibule.testing.Passkeys;
import io.vestibule.testing.Passkeys.Options;
import io.vestibule.testing.Routes;
import io.vestibule.testing.SoftwareAuthenticator;
import io.vestibule.web.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is complete enough for generators, and true. */
@QuarkusTest
class OpenApiDocumentTest {
  private static final String PROBLEM = "application/problem+json";

  private OpenApiDocument document;

  @BeforeEach
  void readDocument() {
    document = OpenApiDocument.read();
  }

  @Test
  void theDocumentIsServedFromTheSameOrigin() {
    assertEquals(1, document.root().path("servers").size());
    assertEquals("/", document.root().path("servers").path(0).path("url").asText());
  }

  @Test
  void everyOperationHasAUniqueIdASummaryAndATag() {
    Set<String> ids = new HashSet<>();
    assertNone(
        operation -> {
          String id = operation.definition().path("operationId").asText();
          return !id.matches("[a-z][A-Za-z]+")
              || !ids.add(id)
              || operation.definition().path("summary").asText().isBlank()
              || operation.definition().path("tags").isEmpty();
        });
    assertTrue(ids.size() > 30, () -> "only " + ids);
  }

  /** A list of schemes where a token is needed, an empty list where none is. */
  @Test
  void everyOperationDeclaresItsSecurity() {
    assertNone(operation -> !operation.definition().path("security").isArray());
    for (Routes.Route route : Routes.all()) {
      String path = route.path().replaceFirst("\\?.*", "");
      Operation operation = document.operation(route.method(), path).orElseThrow();
      assertEquals(
          route.guarded(), !operation.definition().path("security").isEmpty(), route::toString);
    }
  }

  @Test
  void everySuccessfulResponseHasASchemaOrNoBody() {
    assertNone(
        operation ->
            operation.responses().properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .filter(response -> !Set.of("202", "204").contains(response.getKey()))
                .map(response -> response.getValue().path("content"))
                .anyMatch(
                    content ->
                        operation.method().equals("head")
                            ? !content.isEmpty()
                            : content.isEmpty()
                                || content.properties().stream()
                                    .anyMatch(
                                        media -> !hasSchema(media.getKey(), media.getValue()))));
  }

  @Test
  void everyRequestBodyHasANamedSchema() {
    assertNone(
        operation ->
            operation.definition().path("requestBody").path("content").properties().stream()
                .anyMatch(media -> !hasSchema(media.getKey(), media.getValue())));
    assertEquals(
        Routes.takingBodies().count(),
        Routes.takingBodies()
            .map(route -> document.operation(route.method(), route.path()).orElseThrow())
            .filter(operation -> operation.definition().has("requestBody"))
            .count());
  }

  /**
   * JSON has a schema of its own name, which is not one of Jackson's types, or is an array of such;
   * streams are binary.
   */
  private boolean hasSchema(String mediaType, JsonNode media) {
    JsonNode schema = media.path("schema");
    if (!mediaType.endsWith("json")) {
      return schema.path("format").asText().equals("binary");
    }
    JsonNode element = schema.has("items") ? schema.path("items") : schema;
    String name = element.path("$ref").asText().replaceFirst("#/components/schemas/", "");
    JsonNode named = document.schema(name);
    return named.has("oneOf")
        || (named.path("type").asText().equals("object")
            && (named.has("properties") || named.has("additionalProperties")));
  }

  @Test
  void everySchemaHasANameThatStandsForItself() {
    List<String> names = new ArrayList<>();
    document.root().path("components").path("schemas").fieldNames().forEachRemaining(names::add);

    assertEquals(
        List.of(),
        names.stream()
            .filter(
                name ->
                    !name.matches("[A-Z][A-Za-z]+")
                        || Set.of("JsonNode", "JsonNodeType", "Object", "Map", "Entry", "Instant")
                            .contains(name))
            .toList());
  }

  @Test
  void errorsAreProblemsWithAnEnumOfTheirCodes() {
    Set<String> known = Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).collect(toSet());
    assertEquals(
        known, texts(document.schema("Problem").path("properties").path("code").path("enum")));
    assertNone(
        operation ->
            operation.responses().properties().stream()
                .filter(response -> response.getKey().compareTo("400") >= 0)
                .anyMatch(
                    response -> {
                      Set<String> codes = codes(response.getValue());
                      return codes.isEmpty()
                          || codes.stream()
                              .anyMatch(
                                  wire ->
                                      !Integer.toString(code(wire).status())
                                          .equals(response.getKey()));
                    }));
  }

  @Test
  void everyOperationOfTheApiSaysWhenToRetry() {
    assertNone(
        operation ->
            operation.path().startsWith("/api/")
                && List.of("429", "503").stream()
                    .map(operation.responses()::path)
                    .anyMatch(
                        response ->
                            !response
                                .path("headers")
                                .path("Retry-After")
                                .path("schema")
                                .path("type")
                                .asText()
                                .equals("integer")));
  }

  /** openapi-typescript makes a member with a default value a required one. */
  @Test
  void noMemberHasADefaultValue() {
    assertEquals(
        List.of(), document.root().path("components").path("schemas").findParents("default"));
  }

  @Test
  void aPageLimitIsAnInteger() {
    List<JsonNode> limits =
        document.operations().stream()
            .flatMap(
                operation ->
                    StreamSupport.stream(
                        operation.definition().path("parameters").spliterator(), false))
            .filter(parameter -> parameter.path("name").asText().equals("limit"))
            .map(parameter -> parameter.path("schema"))
            .toList();

    assertEquals(9, limits.size());
    limits.forEach(
        limit ->
            assertEquals(
                OpenApiDocument.json(
                    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":50}"),
                limit));
  }

  @Test
  void nullableMembersAreOptionalAndTheOthersRequired() {
    assertEquals(
        Set.of("api_token", "key_salt", "message", "user_id"),
        texts(document.schema("LoginResponse").path("required")));
    assertEquals(
        Set.of("token", "user_id", "key_salt", "user"),
        texts(document.schema("TokenResponse").path("required")));
    // If the address must be verified first, there is only a message.
    assertEquals(Set.of(), texts(document.schema("RegisterResponse").path("required")));
    assertEquals(
        Set.of("id", "provider", "current"), texts(document.schema("Identity").path("required")));
    assertEquals(
        OpenApiDocument.json("[\"string\",\"null\"]"),
        document.schema("Identity").path("properties").path("subject").path("type"));
    assertEquals(
        OpenApiDocument.json("[\"integer\",\"null\"]"),
        document.schema("AudioFile").path("properties").path("file_size").path("type"));
    assertFalse(texts(document.schema("AudioFile").path("required")).contains("file_size"));
  }

  @Test
  void customMembersOfAProfileAreDeclared() {
    for (String name : List.of("Profile", "ProfilePatch", "ProfileReplacement")) {
      assertTrue(document.schema(name).has("additionalProperties"), name);
    }
  }

  /** What a user meets: each response is declared, and its body conforms to the schema. */
  @Test
  void responsesConformToTheDocument() {
    String email = Api.freshEmail();
    Map<String, String> credentials = Api.credentials(email, Api.freshPassword());
    call(json(), Method.GET, "/api/health", 200);
    call(json(), Method.GET, "/.well-known/jwks.json", 200);
    call(json(), Method.GET, "/.well-known/openid-configuration", 200);
    call(json().body(credentials), Method.POST, "/api/auth/signup", 201);
    call(json().body(credentials), Method.POST, "/api/auth/signup", 400);
    call(json().body(credentials), Method.POST, "/api/register", 409);
    call(json().body(credentials), Method.POST, "/api/auth/login", 200);
    call(
        json().body(Api.credentials(email, Api.freshPassword())),
        Method.POST,
        "/api/auth/login",
        401);
    call(
        json().body(Api.credentials(Api.freshEmail(), Api.freshPassword())),
        Method.POST,
        "/api/register",
        201);
    String first = call(json().body(credentials), Method.POST, "/api/login", 200).path("token");
    String token = call(bearer(first), Method.POST, "/api/auth/refresh", 200).path("token");

    call(json(), Method.GET, "/api/auth/session", 401);
    call(bearer(token), Method.GET, "/api/auth/session", 200);
    call(bearer(token).queryParam("limit", 1), Method.GET, "/api/auth/sessions", 200);
    call(bearer(token).queryParam("limit", 0), Method.GET, "/api/auth/sessions", 400);
    call(bearer(token), Method.DELETE, "/api/auth/sessions/none", 404);
    call(bearer(token), Method.DELETE, "/api/auth/sessions", 204);
    call(bearer(token), Method.GET, "/api/user", 200);
    call(bearer(token).body("{\"address\":{\"city\":\"London\"}}"), Method.PATCH, "/api/user", 200);
    call(bearer(token).body("{\"role\":\"admin\"}"), Method.PATCH, "/api/user", 400);
    call(bearer(token), Method.GET, "/api/user/profile", 200);
    call(bearer(token).body("{\"a\":1,\"b\":null}"), Method.PATCH, "/api/user/profile", 200);
    call(
        bearer(token).header("If-Match", "\"9\"").body("{}"), Method.PUT, "/api/user/profile", 412);
    call(bearer(token), Method.GET, "/api/user/identities", 200);
    call(bearer(token).body("{\"token\":\"a.b.c\"}"), Method.POST, "/api/user/identities", 400);
    call(json(), Method.GET, "/.well-known/webauthn", 200);
    call(json(), Method.POST, "/api/auth/passkey/options", 200);
    call(json().body("{}"), Method.POST, "/api/auth/passkey", 400);
    call(bearer(token), Method.GET, "/api/user/passkeys", 200);
    String userId = call(bearer(token), Method.GET, "/api/user", 200).path("user_id");
    SoftwareAuthenticator device = SoftwareAuthenticator.of(userId);
    Options options =
        Options.of(call(bearer(token), Method.POST, "/api/user/passkeys/options", 200));
    Map<String, Object> passkey =
        Passkeys.body(options.state(), device.create(options.challenge()));
    call(bearer(token).body(passkey), Method.POST, "/api/user/passkeys", 201);
    call(bearer(token).body(passkey), Method.POST, "/api/user/passkeys", 400);
    call(bearer(token), Method.GET, "/api/user/passkeys", 200);
    String own = "/api/user/passkeys/" + device.id();
    call(bearer(token).body("{\"name\":\"Desk\"}"), Method.PATCH, own, 200);
    call(json().body(Passkeys.login(device)), Method.POST, "/api/auth/passkey", 200);
    call(bearer(token).body("{}"), Method.PUT, own + "/audio-key", 400);
    call(bearer(token), Method.DELETE, own, 204);
    call(bearer(token), Method.DELETE, own, 404);
    call(bearer(token), Method.GET, "/api/user/security-events", 200);
    call(bearer(token), Method.GET, "/api/user/usage", 200);
    String apiToken = call(bearer(token), Method.POST, "/api/user/api-token", 200).path("token");
    Response created =
        call(
            bearer(token).body("{\"name\":\"Export\",\"rate\":{\"limit\":9,\"window_seconds\":1}}"),
            Method.POST,
            "/api/user/api-keys",
            201);
    String apiKey = "/api/user/api-keys/" + created.path("api_key.id");
    call(bearer(token).body("{}"), Method.POST, "/api/user/api-keys", 400);
    call(bearer(token), Method.GET, "/api/user/api-keys", 200);
    call(bearer(token), Method.GET, apiKey, 200);
    call(bearer(token).body("{\"enabled\":true}"), Method.PATCH, apiKey, 200);
    call(bearer(token).body("{\"overlap_seconds\":9}"), Method.POST, apiKey + "/rotate", 200);
    call(bearer(token), Method.GET, apiKey + "/usage", 200);
    call(bearer(token), Method.DELETE, apiKey, 204);
    call(bearer(token), Method.GET, apiKey, 404);
    call(json().header("X-API-Key", apiToken).body("{}"), Method.POST, "/api/usage", 200);
    call(json().header("X-API-Key", "none").body("{}"), Method.POST, "/api/usage", 401);
    call(
        bearer(token).body("{\"file_name\":\"a.m4a\",\"file_size\":64}"),
        Method.POST,
        "/api/audio-file/upload-url",
        201);
    String key = "{\"s3_key\":\"elsewhere/" + java.util.UUID.randomUUID() + "\"}";
    String file =
        call(bearer(token).body(key), Method.POST, "/api/audio-file", 201)
            .path("audio_file.file_id");
    call(bearer(token).body(key), Method.POST, "/api/audio-file", 200);
    call(bearer(token), Method.GET, "/api/audio-file/" + file, 200);
    call(bearer(token), Method.GET, "/api/user/audio-files", 200);
    call(bearer(token), Method.GET, "/api/audio-file/" + file + "/download-url", 403);
    call(
        bearer(token).body(Map.of("password", "no", "file_id", file)),
        Method.POST,
        "/api/decrypt-audio",
        401);
    call(json().queryParam("ticket", "x"), Method.GET, "/api/audio-file/x/content", 401);
    call(bearer(token), Method.DELETE, "/api/audio-file/" + file, 204);
    call(
        bearer(token).body(Map.of("password", credentials.get("password"))),
        Method.POST,
        "/api/user/recovery-key",
        201);
    call(bearer(token), Method.GET, "/api/user/export", 200);
    call(bearer(token), Method.GET, "/api/user/mfa", 200);
    call(bearer(token), Method.POST, "/api/user/mfa/totp", 201);
    call(bearer(token).body("{\"code\":\"1\"}"), Method.POST, "/api/user/mfa/totp/confirm", 401);
    call(bearer(token), Method.POST, "/api/auth/reauthenticate/options", 200);
    call(json().body("{\"mfa_token\":\"x\"}"), Method.POST, "/api/auth/mfa/options", 401);
    token =
        call(
                bearer(token).body(Map.of("password", credentials.get("password"))),
                Method.POST,
                "/api/auth/reauthenticate",
                200)
            .path("token");
    call(bearer(token), Method.GET, "/api/admin/users/x", 403);
    call(
        bearer(token).body(Map.of("password", credentials.get("password"))),
        Method.DELETE,
        "/api/user",
        204);
  }

  private Response call(RequestSpecification request, Method method, String path, int status) {
    Filter conforms =
        (sent, answered, chain) -> {
          Response response = chain.next(sent, answered);
          check(sent.getMethod(), URI.create(sent.getURI()).getPath(), response);
          return response;
        };
    Response response = request.filter(conforms).request(method, path);
    assertEquals(status, response.statusCode(), () -> method + " " + path);
    return response;
  }

  private void check(String method, String path, Response response) {
    Operation operation = document.operation(method, path).orElseThrow();
    String what = operation + " " + response.statusCode();
    JsonNode declared = operation.responses().path(Integer.toString(response.statusCode()));
    assertTrue(!declared.isMissingNode(), () -> what + " is not declared");
    if (response.body().asByteArray().length == 0) {
      assertTrue(declared.path("content").isEmpty(), () -> what + " has no body");
      return;
    }
    String mediaType = response.contentType().replaceFirst(";.*", "");
    JsonNode schema = declared.path("content").path(mediaType).path("schema");
    assertTrue(!schema.isMissingNode(), () -> what + " has no schema for " + mediaType);
    JsonNode body = OpenApiDocument.json(response.asString());
    assertEquals(List.of(), document.violations(schema, body), () -> what + ": " + body);
  }

  private static RequestSpecification json() {
    return given().contentType("application/json");
  }

  private static RequestSpecification bearer(String token) {
    return json().header("Authorization", "Bearer " + token);
  }

  private void assertNone(Predicate<Operation> faulty) {
    assertEquals(
        List.of(), document.operations().stream().filter(faulty).map(Operation::toString).toList());
  }

  /** The codes of a response, by the narrowed member {@code code} of its schema. */
  private static Set<String> codes(JsonNode response) {
    Set<String> codes = new HashSet<>();
    response
        .path("content")
        .path(PROBLEM)
        .path("schema")
        .path("allOf")
        .forEach(part -> codes.addAll(texts(part.path("properties").path("code").path("enum"))));
    return codes;
  }

  private static ErrorCode code(String wire) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.wire().equals(wire))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).collect(toSet());
  }
}
