package io.vestibule.login;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.freshPassword;
import static io.vestibule.testing.Api.post;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.web.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The login routes for browsers and for apps (seeds 000 and 003); an account can use both. */
@QuarkusTest
class LoginRoutesTest {
  private static final String API_TOKEN = "vst_[0-9a-f]{72}";
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String JWT = "[\\w-]+\\.[\\w-]+\\.[\\w-]{86}";
  private static final List<String> ROUTES =
      List.of("/api/auth/signup", "/api/auth/login", "/api/register", "/api/login");

  // ---- refusals

  static Stream<Arguments> incomplete() {
    String password = freshPassword();
    return ROUTES.stream()
        .flatMap(
            route ->
                Stream.of(
                    Arguments.of(route, "nothing", "{}"),
                    Arguments.of(route, "no password", "{\"email\":\"a@people.example\"}"),
                    Arguments.of(route, "no e-mail", "{\"password\":\"%s\"}".formatted(password)),
                    Arguments.of(route, "nulls", "{\"email\":null,\"password\":null}"),
                    Arguments.of(route, "empty", "{\"email\":\"\",\"password\":\"\"}"),
                    Arguments.of(
                        route, "blank e-mail", "{\"email\":\" \",\"password\":\"12345678\"}"),
                    Arguments.of(
                        route, "other names", "{\"Email\":\"a@b\",\"Password\":\"12345678\"}")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("incomplete")
  void emailAndPasswordAreRequired(String route, String name, String body) {
    Problems.assertProblem(
        Api.json().body(body).post(route),
        ErrorCode.CREDENTIALS_REQUIRED,
        "Email and password are required");
  }

  static Stream<Arguments> invalidAddresses() {
    return ROUTES.stream()
        .flatMap(
            route ->
                Stream.of(
                        "plain",
                        "@people.example",
                        "ada@",
                        "ada@@people.example",
                        "a b@people.example",
                        "ada@people example",
                        "ada\u0000@people.example",
                        "ada\n@people.example",
                        "a".repeat(65) + "@people.example",
                        "ada@" + "p".repeat(260))
                    .map(address -> Arguments.of(route, address)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("invalidAddresses")
  void anInvalidAddressIsRefused(String route, String address) {
    Problems.assertProblem(
        post(route, credentials(address, freshPassword())),
        ErrorCode.INVALID_EMAIL,
        "Email address is not valid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/auth/signup", "/api/register"})
  void aPasswordHasAtLeastEightCharacters(String route) {
    Problems.assertProblem(
        post(route, credentials(freshEmail(), "seven77")),
        ErrorCode.PASSWORD_TOO_SHORT,
        "Password must be at least 8 characters");
  }

  @Test
  void anAddressIsTakenInEverySpelling() {
    String email = freshEmail();
    post("/api/auth/signup", credentials(email, freshPassword())).then().statusCode(201);

    for (String spelling : List.of(email, email.toUpperCase(Locale.ROOT), "  " + email + " ")) {
      Problems.assertProblem(
          post("/api/auth/signup", credentials(spelling, freshPassword())),
          ErrorCode.USER_EXISTS_AT_SIGNUP,
          "User already exists");
      Response taken = post("/api/register", credentials(spelling, freshPassword()));
      Problems.assertProblem(taken, ErrorCode.USER_EXISTS, "User already exists");
      assertEquals(409, taken.statusCode());
    }
  }

  @Test
  void eachRouteHasItsOwnMessageForAWrongPasswordAndSetsNoCookie() {
    String email = freshEmail();
    post("/api/register", credentials(email, freshPassword())).then().statusCode(201);

    Response app = post("/api/login", credentials(email, freshPassword()));
    Response browser = post("/api/auth/login", credentials(email, freshPassword()));

    Problems.assertProblem(app, ErrorCode.INVALID_EMAIL_OR_PASSWORD, "Invalid email or password");
    Problems.assertProblem(browser, ErrorCode.INVALID_CREDENTIALS, "Invalid credentials");
    assertTrue(app.detailedCookies().asList().isEmpty());
    assertTrue(browser.detailedCookies().asList().isEmpty());
  }

  // ---- success

  @Test
  void signUpAnswersWithTheApiToken() {
    Response answer = post("/api/auth/signup", credentials(freshEmail(), freshPassword()));

    answer
        .then()
        .statusCode(201)
        .contentType(ContentType.JSON)
        .body("$", aMapWithSize(2))
        .body("message", equalTo("User created"))
        .body("token", matchesPattern(API_TOKEN));
    assertTrue(answer.detailedCookies().asList().isEmpty());
  }

  @Test
  void browserLoginAnswersWithTheApiTokenAndACookie() {
    String email = freshEmail();
    String password = freshPassword();
    String apiToken =
        post("/api/auth/signup", credentials(email, password)).then().extract().path("token");

    Response answer = post("/api/auth/login", credentials(email, password));

    answer
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body("message", equalTo("Login successful"))
        .body("api_token", equalTo(apiToken));
    List<String> attributes = cookieAttributes(answer);
    assertTrue(attributes.get(0).matches("auth_token=" + JWT));
    assertEquals(
        Set.of("httponly", "secure", "samesite=strict", "path=/", "max-age=86400"),
        lowerCase(attributes.subList(1, attributes.size()), "expires="));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/register", "/api/login"})
  void theAppRoutesAnswerWithTokenSaltAndUser(String route) {
    String email = freshEmail();
    String password = freshPassword();
    Response registered = post("/api/register", credentials(email, password));
    Response answer =
        route.equals("/api/register") ? registered : post(route, credentials(email, password));

    answer
        .then()
        .statusCode(route.equals("/api/register") ? 201 : 200)
        .contentType(ContentType.JSON)
        .body("token", matchesPattern(JWT))
        .body("user_id", matchesPattern(UUID_FORM))
        .body("user_id", equalTo(registered.path("user_id")))
        .body("key_salt", matchesPattern("[0-9a-f]{64}"))
        .body("key_salt", equalTo(registered.path("key_salt")))
        .body("user", aMapWithSize(3))
        .body("user.user_id", equalTo(registered.path("user_id")))
        .body("user.email", equalTo(email))
        .body("user.created_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z"));
    assertTrue(answer.detailedCookies().asList().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/auth/signup", "/api/register"})
  void anAccountOfOneRouteCanLogInAtBoth(String route) {
    String email = freshEmail();
    String password = freshPassword();
    post(route, credentials(email, password)).then().statusCode(201);

    String bearer = post("/api/login", credentials(email, password)).path("token");
    String cookie = post("/api/auth/login", credentials(email, password)).cookie("auth_token");
    String spelled =
        post("/api/login", credentials(" " + email.toUpperCase(Locale.ROOT), password))
            .path("token");

    String userId = Api.bearer(bearer).get("/api/user").path("user_id");
    assertEquals(userId, withCookie(cookie).get("/api/user").path("user_id"));
    assertEquals(userId, Api.bearer(spelled).get("/api/user").path("user_id"));
  }

  @Test
  void unknownMembersAreIgnored() {
    Map<String, Object> body =
        Map.of(
            "email",
            freshEmail(),
            "password",
            freshPassword(),
            "role",
            "admin",
            "plan",
            "gold",
            "user_id",
            "mine",
            "emailVerified",
            true);

    String token = post("/api/register", body).then().statusCode(201).extract().path("token");

    Api.bearer(token)
        .get("/api/user")
        .then()
        .body("role", equalTo("customer"))
        .body("plan", equalTo("free"))
        .body("emailVerified", equalTo(false))
        .body("user_id", matchesPattern(UUID_FORM));
  }

  // ---- sessions

  @Test
  void aSessionIsDescribedToItsOwner() {
    String email = freshEmail();
    String password = freshPassword();
    String apiToken =
        post("/api/auth/signup", credentials(email, password)).then().extract().path("token");
    String cookie =
        Api.json()
            .header("User-Agent", "Lovelace/1.0")
            .body(credentials(email, password))
            .post("/api/auth/login")
            .cookie("auth_token");

    withCookie(cookie)
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("user.email", equalTo(email))
        .body("user.role", equalTo("customer"))
        .body("session.session_id", matchesPattern(UUID_FORM))
        .body("session.device", equalTo("Lovelace/1.0"))
        .body("session.created_at", notNullValue())
        .body("session.expires_at", notNullValue())
        .body("api_token", equalTo(apiToken))
        .body("has_audio_key", equalTo(true))
        .body("has_recovery_key", equalTo(false))
        .body("locked_keys", empty())
        .body("recovery_key_complete", equalTo(false))
        .body("$", aMapWithSize(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer", "cookie"})
  void logoutEndsOnlyTheCurrentSession(String transport) {
    Person person = Api.register();
    String cookie = Api.cookieOf(person);
    String other = post("/api/login", credentials(person.email(), person.password())).path("token");
    RequestSpecification request =
        transport.equals("bearer") ? person.request() : withCookie(cookie);

    Response answer = request.post("/api/auth/logout");

    assertEquals(204, answer.statusCode());
    List<String> attributes = cookieAttributes(answer);
    assertEquals("auth_token=", attributes.get(0));
    assertEquals(
        Set.of("httponly", "secure", "samesite=strict", "path=/", "max-age=0"),
        lowerCase(attributes.subList(1, attributes.size()), "expires="));
    boolean bearerEnded = transport.equals("bearer");
    assertEquals(bearerEnded ? 401 : 200, person.request().get("/api/user").statusCode());
    assertEquals(bearerEnded ? 200 : 401, withCookie(cookie).get("/api/user").statusCode());
    assertEquals(200, Api.bearer(other).get("/api/user").statusCode());
  }

  @Test
  void logoutWithoutASessionSucceeds() {
    assertEquals(204, Api.json().post("/api/auth/logout").statusCode());
    assertEquals(204, Api.bearer("a.b.c").post("/api/auth/logout").statusCode());
    assertEquals(204, withCookie("stale").post("/api/auth/logout").statusCode());
    Person person = Api.register();
    assertEquals(204, person.request().post("/api/auth/logout").statusCode());
    assertEquals(204, person.request().post("/api/auth/logout").statusCode());
  }

  @Test
  void aStaleCookieDoesNotPreventALogin() {
    String email = freshEmail();
    String password = freshPassword();

    withCookie("stale")
        .body(credentials(email, password))
        .post("/api/auth/signup")
        .then()
        .statusCode(201);
    withCookie("stale")
        .body(credentials(email, password))
        .post("/api/auth/login")
        .then()
        .statusCode(200);
  }

  @Test
  void aBearerTokenTakesPrecedenceOverACookie() {
    Person one = Api.register();
    Person two = Api.register();
    String cookie = Api.cookieOf(two);

    assertEquals(one.userId(), withCookie(cookie, one.request()).get("/api/user").path("user_id"));
    Problems.assertProblem(
        withCookie(cookie, Api.bearer("a.b.c")).get("/api/user"), ErrorCode.TOKEN_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
  void theSchemeIsCaseInsensitive(String scheme) {
    Person person = Api.register();

    Api.json()
        .header("Authorization", scheme + " " + person.token())
        .get("/api/user")
        .then()
        .statusCode(200);
  }

  @Test
  void theTokenContainsNoApiTokenAndNoSecret() {
    Person person = Api.register();
    String claims =
        new String(
            java.util.Base64.getUrlDecoder().decode(person.token().split("\\.")[1]),
            java.nio.charset.StandardCharsets.UTF_8);

    assertFalse(claims.contains("vst_"));
    assertFalse(claims.contains(person.keySalt()));
    assertFalse(claims.contains("password"));
  }

  /** As a browser sends it from a page of the same origin. */
  private static RequestSpecification withCookie(String token) {
    return withCookie(token, Api.json());
  }

  private static RequestSpecification withCookie(String token, RequestSpecification request) {
    return request.header("Sec-Fetch-Site", "same-origin").cookie("auth_token", token);
  }

  private static List<String> cookieAttributes(Response answer) {
    List<String> cookies =
        answer.headers().getValues("Set-Cookie").stream()
            .filter(cookie -> cookie.startsWith("auth_token="))
            .toList();
    assertEquals(1, cookies.size());
    return Arrays.asList(cookies.get(0).split("; *"));
  }

  private static Set<String> lowerCase(List<String> attributes, String excludedPrefix) {
    return attributes.stream()
        .map(attribute -> attribute.toLowerCase(Locale.ROOT))
        .filter(attribute -> !attribute.startsWith(excludedPrefix))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
