package io.vestibule.admin;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code /api/admin/users}. */
@QuarkusTest
class AdminTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Inject AccountService accounts;
  @Inject ConfiguredAdmins configured;

  /** A route with the {@code {id}} of a user. */
  record Route(String name, Function<RequestSpecification, Function<String, Response>> call) {
    @Override
    public String toString() {
      return name;
    }

    Response by(RequestSpecification request, String userId) {
      return call.apply(request).apply(userId);
    }
  }

  /** Also the routes that concern no user. */
  static Stream<Route> allRoutes() {
    return Stream.concat(
        routes(),
        Stream.of(
            new Route("plans", request -> id -> request.get("/api/admin/plans")),
            new Route("list", request -> id -> request.get("/api/admin/users")),
            new Route(
                "create",
                request ->
                    id ->
                        request
                            .body("{\"email\":\"" + Api.freshEmail() + "\"}")
                            .post("/api/admin/users")),
            new Route(
                "dead messages", request -> id -> request.get("/api/admin/outbox?state=dead")),
            new Route(
                "replay", request -> id -> request.post("/api/admin/outbox/" + id + "/replay")),
            new Route("service keys", request -> id -> request.get("/api/admin/service-keys")),
            new Route(
                "create service key",
                request ->
                    id ->
                        request
                            .body("{\"name\":\"n\",\"scopes\":[\"users:read\"]}")
                            .post("/api/admin/service-keys")),
            new Route("service key", request -> id -> request.get("/api/admin/service-keys/" + id)),
            new Route(
                "change service key",
                request ->
                    id ->
                        request.body("{\"enabled\":true}").patch("/api/admin/service-keys/" + id)),
            new Route(
                "rotate service key",
                request -> id -> request.post("/api/admin/service-keys/" + id + "/rotate")),
            new Route(
                "revoke service key",
                request -> id -> request.delete("/api/admin/service-keys/" + id))));
  }

  static Stream<Route> routes() {
    return Stream.of(
        new Route("find", request -> id -> request.get("/api/admin/users?email=a@b.example")),
        new Route("read", request -> id -> request.get("/api/admin/users/" + id)),
        new Route(
            "change",
            request -> id -> request.body("{\"plan\":\"pro\"}").patch("/api/admin/users/" + id)),
        new Route(
            "end sessions",
            request -> id -> request.delete("/api/admin/users/" + id + "/sessions")),
        new Route(
            "end session",
            request -> id -> request.delete("/api/admin/users/" + id + "/sessions/" + id)),
        new Route("events", request -> id -> request.get("/api/admin/users/" + id + "/events")),
        new Route("sessions", request -> id -> request.get("/api/admin/users/" + id + "/sessions")),
        new Route("usage", request -> id -> request.get("/api/admin/users/" + id + "/usage")),
        new Route(
            "invite", request -> id -> request.post("/api/admin/users/" + id + "/invitation")),
        new Route("delete", request -> id -> request.delete("/api/admin/users/" + id)),
        new Route(
            "send verification",
            request -> id -> request.post("/api/admin/users/" + id + "/verification")),
        new Route(
            "mark verified",
            request -> id -> request.put("/api/admin/users/" + id + "/verification")),
        new Route(
            "force reset",
            request -> id -> request.post("/api/admin/users/" + id + "/password-reset")));
  }

  @ParameterizedTest
  @MethodSource("allRoutes")
  void routesRequireAnAdministrator(Route route) {
    Person target = Api.register();
    String id = target.userId();

    assertProblem(route.by(Api.json(), id), ErrorCode.TOKEN_MISSING);
    assertProblem(route.by(Api.bearer("x"), id), ErrorCode.TOKEN_INVALID);
    assertProblem(route.by(Api.register().request(), id), ErrorCode.FORBIDDEN);
    assertProblem(route.by(target.request(), id), ErrorCode.FORBIDDEN);
    assertProblem(route.by(withRole(Role.VENDOR).request(), id), ErrorCode.FORBIDDEN);
    assertProblem(
        route.by(Api.bearer(ApiTokenOwner.signUp().apiToken()), id), ErrorCode.TOKEN_INVALID);
    assertUntouched(target);
  }

  @ParameterizedTest
  @MethodSource("allRoutes")
  void demotionTakesEffectInSpiteOfTheToken(Route route) {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();
    accounts.setRole(admin.userId(), Role.CUSTOMER).await().atMost(TIMEOUT);

    assertProblem(route.by(admin.request(), target.userId()), ErrorCode.FORBIDDEN);
    assertUntouched(target);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void endedSessionIsRefused(Route route) {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();
    admin.request().post("/api/auth/logout").then().statusCode(204);

    assertProblem(route.by(admin.request(), target.userId()), ErrorCode.TOKEN_INVALID);
    assertUntouched(target);
  }

  @Test
  void tooLongIdIsUnknown() {
    Person admin = withRole(Role.ADMIN);
    String path = "/api/admin/users/" + "a".repeat(2_100);

    assertProblem(admin.request().get(path), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().body("{\"plan\":\"pro\"}").patch(path), ErrorCode.USER_NOT_FOUND);
    assertProblem(admin.request().delete(path + "/sessions"), ErrorCode.USER_NOT_FOUND);
  }

  @Test
  void unknownIdIsNotFound() {
    Person admin = withRole(Role.ADMIN);

    routes()
        .skip(1)
        .forEach(
            route ->
                assertProblem(
                    route.by(admin.request(), UUID.randomUUID().toString()),
                    ErrorCode.USER_NOT_FOUND));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "{} | body",
        "{\"role\":\"root\"} | role",
        "{\"role\":\"ADMIN\"} | role",
        "{\"role\":null} | role",
        "{\"role\":1} | role",
        "{\"status\":\"erased\"} | status",
        "{\"plan\":\"platinum\"} | plan",
        "{\"plan\":\"\"} | plan",
        "{\"plan\":\"pro\",\"email\":\"a@b.example\"} | email",
        "{\"plan\":\"pro\",\"role\":\"root\"} | role"
      })
  void invalidPatchChangesNothing(String patch, String field) {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();

    Response refused = admin.request().body(patch).patch("/api/admin/users/" + target.userId());

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
    assertUntouched(target);
  }

  @Test
  void findsAnAccountByEmail() {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();

    assertProblem(admin.request().get("/api/admin/users?email=x"), ErrorCode.INVALID_EMAIL);
    admin
        .request()
        .queryParam("email", Api.freshEmail())
        .get("/api/admin/users")
        .then()
        .statusCode(200)
        .body("users", empty());
    admin
        .request()
        .queryParam("email", " " + target.email().toUpperCase(java.util.Locale.ROOT))
        .get("/api/admin/users")
        .then()
        .statusCode(200)
        .body("users.user_id", equalTo(List.of(target.userId())))
        .body("users[0].email", equalTo(target.email()))
        .body("users[0]", not(hasKey("password_hash")))
        .body("users[0]", not(hasKey("address")));
  }

  @Test
  void administratorsCannotLockThemselvesOut() {
    Person admin = withRole(Role.ADMIN);
    String self = "/api/admin/users/" + admin.userId();

    for (String patch :
        List.of("{\"role\":\"customer\"}", "{\"status\":\"suspended\",\"plan\":\"pro\"}")) {
      assertProblem(admin.request().body(patch).patch(self), ErrorCode.OWN_ACCOUNT);
    }
    admin
        .request()
        .body("{\"plan\":\"pro\",\"role\":\"admin\",\"status\":\"active\"}")
        .patch(self)
        .then()
        .statusCode(200)
        .body("plan", equalTo("pro"))
        .body("role", equalTo("admin"));
  }

  @Test
  void suspensionEndsSessionsAndRefusesLoginAndApiToken() {
    Person admin = withRole(Role.ADMIN);
    ApiTokenOwner target = ApiTokenOwner.signUp();
    target.use(2, null).then().statusCode(200);

    patch(admin, target.userId(), "{\"status\":\"suspended\"}")
        .then()
        .statusCode(200)
        .body("status", equalTo("suspended"));

    assertProblem(target.session().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        post("/api/login", credentials(target.email(), target.password())),
        ErrorCode.ACCOUNT_SUSPENDED);
    assertProblem(target.use(1, null), ErrorCode.ACCOUNT_SUSPENDED);
    assertProblem(target.use(1, "named"), ErrorCode.ACCOUNT_SUSPENDED);

    patch(admin, target.userId(), "{\"status\":\"active\"}").then().statusCode(200);

    post("/api/login", credentials(target.email(), target.password())).then().statusCode(200);
    target.use(1, null).then().statusCode(200).body("usage_count", equalTo(3));
  }

  @Test
  void planTakesEffectAtTheNextCall() {
    Person admin = withRole(Role.ADMIN);
    ApiTokenOwner target = ApiTokenOwner.signUp();
    target.use(1000, null).then().statusCode(200);
    assertProblem(target.use(1, null), ErrorCode.QUOTA_EXCEEDED);

    patch(admin, target.userId(), "{\"plan\":\"pro\"}").then().statusCode(200);
    target
        .use(1, null)
        .then()
        .statusCode(200)
        .body("plan_type", equalTo("pro"))
        .body("remaining", equalTo(100_000 - 1001));
    target.session().get("/api/user").then().body("plan", equalTo("pro"));

    patch(admin, target.userId(), "{\"plan\":\"free\"}").then().statusCode(200);
    assertProblem(target.use(1, null), ErrorCode.QUOTA_EXCEEDED);

    patch(admin, target.userId(), "{\"plan\":\"boundless\"}").then().statusCode(200);
    target
        .use(10_000, null)
        .then()
        .statusCode(200)
        .body("usage_count", equalTo(11_001))
        .body("limit", nullValue())
        .body("remaining", nullValue());
  }

  @Test
  void vendorFieldsAreKeptWhileTheRoleIsAnother() {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();
    target.request().get("/api/user").then().body("$", not(hasKey("totalRevenue")));

    patch(admin, target.userId(), "{\"role\":\"vendor\"}").then().statusCode(200);
    target
        .request()
        .body("{\"storeName\":\"Analytical Engines\"}")
        .patch("/api/user")
        .then()
        .statusCode(200)
        .body("storeName", equalTo("Analytical Engines"))
        .body("totalProducts", equalTo(0));

    patch(admin, target.userId(), "{\"role\":\"customer\"}").then().statusCode(200);
    target.request().get("/api/user").then().body("$", not(hasKey("storeName")));
    assertProblem(
        target.request().body("{\"storeName\":\"x\"}").patch("/api/user"),
        ErrorCode.SERVER_OWNED_FIELD);

    patch(admin, target.userId(), "{\"role\":\"vendor\"}").then().statusCode(200);
    target.request().get("/api/user").then().body("storeName", equalTo("Analytical Engines"));
  }

  @Test
  void endsAllSessions() {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();
    String cookie = Api.cookieOf(target);

    admin
        .request()
        .delete("/api/admin/users/" + target.userId() + "/sessions")
        .then()
        .statusCode(204);

    assertProblem(target.request().get("/api/user"), ErrorCode.TOKEN_INVALID);
    assertProblem(
        Api.json().cookie("auth_token", cookie).get("/api/user"), ErrorCode.TOKEN_INVALID);
    post("/api/login", credentials(target.email(), target.password())).then().statusCode(200);
  }

  @Test
  void changesAreInTheAuditTrail() {
    Person admin = withRole(Role.ADMIN);
    Person target = Api.register();
    patch(admin, target.userId(), "{\"role\":\"vendor\",\"plan\":\"pro\",\"status\":\"active\"}")
        .then()
        .statusCode(200);

    Eventually.holds(() -> assertTrue(acts(target).contains("plan-change")));
    Eventually.holds(() -> assertTrue(acts(target).contains("role-change")));
    assertFalse(acts(target).contains("status-change"), "it did not change");
  }

  @Test
  void configuredUsersBecomeAdministratorsAndUnknownIdsAreIgnored() {
    Person person = Api.register();

    configured.promote(List.of(UUID.randomUUID().toString(), person.userId()));

    Eventually.holds(() -> person.request().get("/api/user").then().body("role", equalTo("admin")));
  }

  private static List<String> acts(Person person) {
    return person.request().get("/api/user/security-events").path("events.act");
  }

  private static Response patch(Person admin, String userId, String patch) {
    return admin.request().body(patch).patch("/api/admin/users/" + userId);
  }

  /** A user of that role, whose token has the role too. */
  private Person withRole(Role role) {
    Person person = Api.register();
    accounts.setRole(person.userId(), role).await().atMost(TIMEOUT);
    return person.loggedInAgain();
  }

  private static void assertUntouched(Person target) {
    Map<String, Object> account = target.request().get("/api/user").path("$");
    assertEquals("free", account.get("plan"));
    assertEquals("customer", account.get("role"));
    assertEquals("active", account.get("status"));
  }
}
