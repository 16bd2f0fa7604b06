package io.vestibule.web;

import static io.vestibule.testing.Problems.assertProblem;
import static io.vestibule.testing.Routes.whatIsSeenBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.RawHttp;
import io.vestibule.testing.RawHttp.Answer;
import io.vestibule.testing.Routes;
import io.vestibule.testing.Routes.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends every kind of bad request to every route. The answer is a problem and nothing has changed.
 */
@QuarkusTest
@TestMethodOrder(OrderAnnotation.class)
class HostileRequestsTest {
  private static final String JSON_TYPE = "application/json";
  private static final int FIVE_MB = 5 * 1024 * 1024;
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** One for all tests: no hostile request may change anything of theirs. */
  private static Person victim;

  // ---- bodies

  /** {@code octets}: the bytes, each as the character of its number. */
  private record JsonBody(String name, String octets, ErrorCode expected) {
    static JsonBody malformed(String name, String text) {
      return new JsonBody(name, octets(text), ErrorCode.MALFORMED_JSON);
    }

    static JsonBody noObject(String name, String text) {
      return new JsonBody(name, octets(text), ErrorCode.INVALID_REQUEST);
    }

    private static String octets(String text) {
      return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
      return octets.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  static Stream<Arguments> badBodies() {
    return Routes.takingBodies()
        .flatMap(
            route ->
                Stream.of(
                        JsonBody.noObject("empty", ""),
                        JsonBody.noObject("array", "[]"),
                        JsonBody.noObject("array around it", "[" + json(route) + "]"),
                        JsonBody.noObject("string", "\"text\""),
                        JsonBody.noObject("number", "12"),
                        JsonBody.noObject("true", "true"),
                        JsonBody.noObject("null", "null"),
                        JsonBody.malformed("cut short", body(route).replaceFirst("}$", "")),
                        JsonBody.malformed("only a brace", "{"),
                        JsonBody.malformed("no JSON", "email=a&password=b"),
                        JsonBody.malformed("single quotes", "{'email':'a'}"),
                        JsonBody.malformed("comment", "/* hello */" + json(route)),
                        JsonBody.malformed("NaN", with(route, "extra", "NaN")),
                        JsonBody.malformed("trailing comma", with(route, "extra", "1,")),
                        JsonBody.malformed("second document", json(route) + " {}"),
                        JsonBody.malformed("trailing brace", json(route) + "}"),
                        JsonBody.malformed("control character", with(route, "extra", "\"\u0001\"")),
                        JsonBody.malformed("duplicate member", duplicated(route)),
                        JsonBody.malformed(
                            "5000 arrays deep", with(route, "extra", deep("[", "]"))),
                        JsonBody.malformed(
                            "5000 objects deep",
                            with(route, "extra", deep("{\"a\":", "}").replace(":}", ":1}"))),
                        JsonBody.malformed("5000 arrays unclosed", "[".repeat(5_000)),
                        JsonBody.malformed(
                            "number of 1000 digits", with(route, "e", "9".repeat(1_000))),
                        JsonBody.malformed(
                            "member name of 2000 letters", with(route, "n".repeat(2_000), "1")),
                        notUtf8("invalid UTF-8", route, "\u00ff\u00fe"),
                        notUtf8("cut UTF-8 sequence", route, "\u00c3"),
                        notUtf8("overlong UTF-8", route, "\u00c0\u00af"),
                        notUtf8("surrogate in UTF-8", route, "\u00ed\u00a0\u0080"))
                    .filter(body -> !isPermitted(route, body))
                    .map(body -> Arguments.of(route, body.name(), body)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badBodies")
  void aBadBodyIsRefused(Route route, String name, JsonBody body) {
    assertProblem(refused(route, body.bytes()), body.expected());
  }

  static Stream<Arguments> wrongTypes() {
    return Routes.takingBodies()
        .flatMap(
            route ->
                route.body().orElseThrow().keySet().stream()
                    .flatMap(
                        member ->
                            Stream.of("{}", "{\"a\":1}", "[]", "[\"a\"]", "12", "1.5", "true")
                                .map(value -> Arguments.of(route, member, value))));
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @MethodSource("wrongTypes")
  void aMemberOfTheWrongTypeIsNamed(Route route, String member, String value) {
    Answer answer = refused(route, with(route, member, value).getBytes(StandardCharsets.UTF_8));

    assertProblem(answer, ErrorCode.INVALID_REQUEST);
    assertEquals(member, answer.json().path("field").asText(), answer::body);
  }

  static Stream<Arguments> longTexts() {
    return Routes.takingBodies()
        .flatMap(
            route ->
                route.body().orElseThrow().keySet().stream()
                    .flatMap(
                        member ->
                            Stream.of("a", "\u00e9", "e\u0301", "\ud83d\ude00", "/")
                                .map(letter -> Arguments.of(route, member, letter))));
  }

  @ParameterizedTest(name = "{0}: 200 KB in {1} of {2}")
  @MethodSource("longTexts")
  void aLongTextIsRefused(Route route, String member, String letter) {
    int size = letter.getBytes(StandardCharsets.UTF_8).length;
    String text = "\"" + letter.repeat(200_000 / size) + "\"";

    assertProblem(refused(route, with(route, member, text).getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vestibule.testing.Routes#takingBodies")
  void aBodyOfFiveMegabytesIsTooLarge(Route route) {
    assertProblem(refused(route, large(route)), ErrorCode.TOO_LARGE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vestibule.testing.Routes#takingBodies")
  void aBodyOfFiveMegabytesWithoutItsLengthIsTooLarge(Route route) {
    List<Map<?, ?>> before = before(route);
    Answer answer = RawHttp.sendChunked(route.method(), route.path(), headers(route), large(route));

    assertProblem(answer, ErrorCode.TOO_LARGE);
    assertNothingDone(before);
  }

  static Stream<Arguments> wrongMediaTypes() {
    return Routes.takingBodies()
        .flatMap(
            route ->
                Stream.of(
                        "text/plain",
                        "text/html",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "application/octet-stream",
                        "application/jsonp",
                        "nonsense",
                        "")
                    .map(type -> Arguments.of(route, type)));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @MethodSource("wrongMediaTypes")
  void aBodyOfAnotherMediaTypeIsRefused(Route route, String type) {
    List<Map<?, ?>> before = before(route);
    Map<String, String> headers = new HashMap<>(headers(route));
    headers.remove("Content-Type");
    if (!type.isEmpty()) {
      headers.put("Content-Type", type);
    }
    Answer answer = RawHttp.send(route.method(), route.path(), headers, body(route));

    assertProblem(answer, ErrorCode.NOT_JSON);
    assertNothingDone(before);
  }

  // ---- tokens

  static Stream<Arguments> noTokens() {
    return Routes.guarded()
        .flatMap(
            route ->
                Stream.of("", "Basic dTpw", "Bearer", "Digest username=\"u\"", "vst_00")
                    .map(header -> Arguments.of(route, header)));
  }

  @ParameterizedTest(name = "{0} with Authorization: {1}")
  @MethodSource("noTokens")
  void aRequestWithoutATokenIsRefused(Route route, String authorization) {
    assertProblem(unauthorized(route, authorization), ErrorCode.TOKEN_MISSING);
  }

  static Stream<Arguments> badTokens() {
    return Routes.guarded()
        .flatMap(
            route ->
                Stream.of(
                        "x",
                        ".",
                        "..",
                        "a.b.c",
                        "a.b.c.d.e",
                        "e30.e30.",
                        "eyJhbGciOiJub25lIn0.e30.",
                        "vst_" + "0".repeat(72),
                        "\u00e9",
                        "null",
                        "undefined",
                        "[object Object]",
                        "a".repeat(5_000))
                    .map(token -> Arguments.of(route, token)));
  }

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource("badTokens")
  void aRequestWithABadTokenIsRefused(Route route, String token) {
    assertProblem(unauthorized(route, "Bearer " + token), ErrorCode.TOKEN_INVALID);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vestibule.testing.Routes#guarded")
  void aRequestWithABadCookieIsRefused(Route route) {
    Map<String, String> headers = new HashMap<>(headers(route));
    headers.remove("Authorization");
    headers.put("Cookie", "auth_token=a.b.c");
    headers.put("Sec-Fetch-Site", "same-origin");

    assertProblem(
        RawHttp.send(route.method(), route.path(), headers, body(route)), ErrorCode.TOKEN_INVALID);
  }

  // ---- routing

  static Stream<Arguments> wrongMethods() {
    Map<String, Set<String>> allowed =
        Routes.all().stream()
            .collect(
                Collectors.groupingBy(
                    Route::path,
                    Collectors.mapping(Route::method, Collectors.toCollection(TreeSet::new))));
    return allowed.entrySet().stream()
        .flatMap(
            path ->
                METHODS.stream()
                    .filter(method -> !path.getValue().contains(method))
                    .map(method -> Arguments.of(method, path.getKey(), path.getValue())));
  }

  @ParameterizedTest(name = "{0} {1}, where {2} are allowed")
  @MethodSource("wrongMethods")
  void aWrongMethodIsAnsweredWithTheAllowedMethods(
      String method, String path, Set<String> allowed) {
    Answer answer =
        RawHttp.send(
            method,
            path,
            Map.of("Content-Type", JSON_TYPE, "Authorization", "Bearer " + victim().token()),
            "{}");

    assertProblem(answer, ErrorCode.METHOD_NOT_ALLOWED);
    Set<String> told = Set.copyOf(Arrays.asList(answer.header("Allow").split(", *")));
    assertTrue(told.containsAll(allowed), () -> told + " lacks some of " + allowed);
    assertTrue(!told.contains(method), () -> told + " names " + method);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vestibule.testing.Routes#all")
  void aClientThatDoesNotAcceptJsonIsRefused(Route route) {
    List<Map<?, ?>> before = before(route);
    Map<String, String> headers = new HashMap<>(headers(route));
    headers.put("Accept", "text/html");
    String body = body(route);

    assertProblem(
        RawHttp.send(route.method(), route.path(), headers, body), ErrorCode.NOT_ACCEPTABLE);
    assertNothingDone(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/",
        "/api/nothing",
        "/api/auth",
        "/api/auth/nothing",
        "/api/auth/login/nothing",
        "/api/user/nothing",
        "/api/user/profile/nothing",
        "/api/audio-file/a/b",
        "/api/user/audio-files/a",
        "/api/healthy",
        "/API/health",
        "/.well-known/nothing",
        "/.git/config",
        "/nothing",
        "/nothing.html",
        "/WEB-INF/web.xml",
        "/q/nothing"
      })
  void anUnknownPathIsNotFound(String path) {
    Answer answer =
        RawHttp.send("GET", path, Map.of("Authorization", "Bearer " + victim().token()));

    assertTrue(
        Set.of("not-found", "audio-file-not-found").contains(assertProblem(answer)), answer::body);
  }

  /** Had any of the sign-ups above left something, the address would be taken. */
  @Test
  @Order(Integer.MAX_VALUE)
  void noAccountWasCreated() {
    Map<String, String> credentials =
        Routes.takingBodies().findFirst().orElseThrow().body().orElseThrow();

    Api.post("/api/register", credentials).then().statusCode(201);
  }

  // ----

  private static Answer refused(Route route, byte[] body) {
    List<Map<?, ?>> before = before(route);
    Answer answer = RawHttp.send(route.method(), route.path(), headers(route), body);
    assertNothingDone(before);
    return answer;
  }

  private static Answer unauthorized(Route route, String authorization) {
    List<Map<?, ?>> before = before(route);
    Map<String, String> headers = new HashMap<>(headers(route));
    headers.remove("Authorization");
    if (!authorization.isEmpty()) {
      headers.put("Authorization", authorization);
    }
    Answer answer = RawHttp.send(route.method(), route.path(), headers, body(route));
    assertNothingDone(before);
    return answer;
  }

  /** Routes that ask for no token cannot touch what is somebody's. */
  private static List<Map<?, ?>> before(Route route) {
    return route.guarded() ? whatIsSeenBy(victim()) : List.of();
  }

  private static void assertNothingDone(List<Map<?, ?>> before) {
    if (!before.isEmpty()) {
      assertEquals(before, whatIsSeenBy(victim()));
    }
  }

  private static synchronized Person victim() {
    if (victim == null) {
      victim = Api.register();
    }
    return victim;
  }

  private static Map<String, String> headers(Route route) {
    Map<String, String> headers = new HashMap<>();
    if (route.takesBody()) {
      headers.put("Content-Type", JSON_TYPE);
    }
    if (route.guarded()) {
      headers.put("Authorization", "Bearer " + victim().token());
    }
    return headers;
  }

  private static ObjectNode json(Route route) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    route.body().orElse(Map.of()).forEach(json::put);
    return json;
  }

  /** The route's good body with one member put in as it stands, well-formed or not. */
  private static String with(Route route, String member, String value) {
    ObjectNode json = json(route);
    json.remove(member);
    String rest = json.toString().substring(1);
    return "{\"" + member + "\":" + value + (rest.equals("}") ? rest : "," + rest);
  }

  private static String duplicated(Route route) {
    String member = route.body().orElseThrow().keySet().iterator().next();
    return body(route).replaceFirst("}$", ",\"" + member + "\":\"again\"}");
  }

  private static String deep(String opening, String closing) {
    return opening.repeat(5_000) + closing.repeat(5_000);
  }

  private static byte[] large(Route route) {
    return with(route, "extra", "\"" + "a".repeat(FIVE_MB) + "\"").getBytes(StandardCharsets.UTF_8);
  }

  /** The erasure needs no body if the caller has authenticated recently. */
  private static boolean isPermitted(Route route, JsonBody body) {
    return route.method().equals("DELETE")
        && route.path().equals("/api/user")
        && body.octets().isEmpty();
  }

  private static JsonBody notUtf8(String name, Route route, String octets) {
    return new JsonBody(name, with(route, "extra", "\"" + octets + "\""), ErrorCode.MALFORMED_JSON);
  }

  /** A request without a body type has no body. */
  private static String body(Route route) {
    return route.takesBody() ? json(route).toString() : "";
  }
}
