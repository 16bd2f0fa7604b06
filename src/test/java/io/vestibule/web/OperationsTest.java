package io.vestibule.web;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Management;
import io.vestibule.testing.RawHttp;
import io.vestibule.testing.Routes.Route;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes for operators and other services: health, metrics, OpenAPI, discovery. */
@QuarkusTest
class OperationsTest {
  @Test
  void healthForTheSeedsClients() {
    get("/api/health")
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body(
            "$",
            equalTo(Map.of("status", "healthy", "service", "vestibule", "database", "dynamodb")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started"})
  void healthChecksAreUp(String path) {
    // On a loaded machine a store can miss the deadline of the check.
    Eventually.holds(
        () ->
            Management.get(path)
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.status", everyItem(equalTo("UP"))));
  }

  @Test
  void metricsAreInPrometheusForm() {
    get("/api/health").then().statusCode(200);

    Management.metrics()
        .then()
        .statusCode(200)
        .body(containsString("# TYPE vestibule_password_queue gauge"))
        .body(containsString("jvm_memory_used_bytes"))
        .body(containsString("http_server_requests_seconds_count"));
  }

  /** An id in a label would make a time series for each file, and tell ids to the monitoring. */
  @Test
  void metricsNameRoutesAndNotIds() {
    String id = "metric-" + java.util.UUID.randomUUID();
    get("/api/audio-file/" + id);
    get("/no/such/path/" + id);
    for (String path : java.util.List.of("/" + id, "/api/" + id, "/api/" + id + ";x")) {
      for (String method : java.util.List.of("GET", "POST", "DELETE", "OPTIONS")) {
        RawHttp.send(method, path, Map.of("Content-Type", "text/plain"), id);
        RawHttp.send(method, path, Map.of("Sec-Fetch-Site", "cross-site"));
      }
    }

    String metrics = Management.metrics().asString();

    assertTrue(!metrics.contains(id));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vestibule.testing.Routes#all")
  void openApiKnowsEveryRoute(Route route) {
    JsonPath document =
        given().accept("application/json").get(Management.address() + "/q/openapi").jsonPath();
    Map<String, Map<String, Object>> paths = document.getMap("paths");
    String path = route.path().replaceFirst("\\?.*", "");

    Object operation =
        paths.entrySet().stream()
            .filter(entry -> path.matches(entry.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
            .map(entry -> entry.getValue().get(route.method().toLowerCase(java.util.Locale.ROOT)))
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElse(null);

    assertTrue(operation instanceof Map<?, ?>, () -> "no " + route);
    Map<String, Map<String, Object>> answers = members(operation, "responses");
    assertTrue(
        answers.entrySet().stream()
            .filter(answer -> answer.getKey().startsWith("2"))
            .anyMatch(answer -> answer.getKey().equals("204") || isDescribed(answer.getValue())),
        () -> "no description of success for " + route + ": " + answers);
    // What is said of the service itself cannot be refused.
    assertTrue(
        path.startsWith("/.well-known/")
            || answers.entrySet().stream()
                .filter(answer -> answer.getKey().matches("[45].*"))
                .anyMatch(
                    answer ->
                        members(answer.getValue(), "content")
                            .containsKey("application/problem+json")),
        () -> "no problem for " + route + ": " + answers);
  }

  /** Whether there is a schema for each media type of an answer. */
  private static boolean isDescribed(Map<String, Object> answer) {
    Map<String, Map<String, Object>> content = members(answer, "content");
    return !content.isEmpty()
        && content.values().stream().allMatch(media -> media.containsKey("schema"));
  }

  @SuppressWarnings("unchecked") // the JSON document
  private static Map<String, Map<String, Object>> members(Object object, String name) {
    Object found = ((Map<String, Object>) object).get(name);
    return found == null ? Map.of() : (Map<String, Map<String, Object>>) found;
  }

  @Test
  void discoveryNamesTheKeySet() {
    var configuration = get("/.well-known/openid-configuration");

    configuration
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .header("Cache-Control", containsString("max-age"))
        .body("issuer", equalTo("https://vestibule.test"))
        .body("jwks_uri", equalTo("https://vestibule.test/.well-known/jwks.json"))
        .body("id_token_signing_alg_values_supported", equalTo(java.util.List.of("ES256")))
        .body("claims_supported", hasItems("iss", "sub", "aud", "exp", "iat", "sid"));
  }

  @Test
  void theKeySetHoldsPublicKeysOnly() {
    var keys = get("/.well-known/jwks.json");

    keys.then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .header("Cache-Control", containsString("max-age"))
        .body("keys.kty", everyItem(equalTo("EC")))
        .body("keys.crv", everyItem(equalTo("P-256")))
        .body("keys.use", everyItem(equalTo("sig")))
        .body("keys.alg", everyItem(equalTo("ES256")));
    keys.jsonPath()
        .<Map<String, Object>>getList("keys")
        .forEach(
            key ->
                assertEquals(
                    java.util.Set.of("kty", "crv", "x", "y", "use", "alg", "kid"), key.keySet()));
  }
}
