package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountAdministration;
import io.vestibule.account.AccountService;
import io.vestibule.account.AccountStatusChange;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /api/admin/users/{id}/usage}. */
@QuarkusTest
class UserUsageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIMIT = 1_000;

  @Inject AccountService accounts;
  @Inject AccountAdministration administration;

  private ApiTokenOwner customer;
  private BackEnd backEnd;

  @BeforeEach
  void signUp() {
    customer = ApiTokenOwner.signUp();
    backEnd = BackEnd.withScopes(ServiceKeyScopes.USAGE_WRITE);
  }

  private String path() {
    return "/api/admin/users/" + customer.userId() + "/usage";
  }

  private Response count(Map<String, ?> body) {
    return backEnd.request().body(body).post(path());
  }

  @Test
  void onlyAServiceKeyWithTheScopeCounts() {
    Person admin = Api.register();
    accounts.setRole(admin.userId(), Role.ADMIN).await().atMost(PATIENCE);
    String secret = backEnd.secret();

    assertProblem(Api.json().body("{}").post(path()), ErrorCode.TOKEN_MISSING);
    for (String token : List.of("x", customer.apiToken(), secret.substring(1), secret + "0")) {
      assertProblem(Api.bearer(token).body("{}").post(path()), ErrorCode.TOKEN_INVALID);
    }
    assertProblem(customer.session().body("{}").post(path()), ErrorCode.FORBIDDEN);
    assertProblem(admin.loggedInAgain().request().body("{}").post(path()), ErrorCode.FORBIDDEN);
    BackEnd others =
        BackEnd.withScopes(
            ServiceKeyScopes.USERS_READ,
            ServiceKeyScopes.USERS_WRITE,
            ServiceKeyScopes.KEYS_VERIFY);
    assertProblem(others.request().body("{}").post(path()), ErrorCode.INSUFFICIENT_SCOPE);
    assertEquals(0, customer.count());
  }

  @Test
  void theScopeAllowsNothingElse() {
    String user = "/api/admin/users/" + customer.userId();
    for (Response refused :
        List.of(
            backEnd.request().get(user),
            backEnd.request().body(Map.of("totalOrders", 1)).patch(user),
            backEnd.request().body(Map.of("key", "x")).post("/api/keys/verify"))) {
      assertProblem(refused, ErrorCode.INSUFFICIENT_SCOPE);
    }
    assertProblem(backEnd.request().get(path()), ErrorCode.INSUFFICIENT_SCOPE);
    assertProblem(backEnd.request().body("{}").post("/api/usage"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void anUnknownUserIsNotFound() {
    for (String id : List.of("nobody", "u".repeat(255), "u".repeat(3_000), "a b")) {
      Response answer =
          backEnd.request().body("{}").pathParam("id", id).post("/api/admin/users/{id}/usage");
      assertProblem(answer, ErrorCode.USER_NOT_FOUND);
    }
  }

  @ParameterizedTest
  @MethodSource("io.vestibule.usage.UsageTest#malformedReports")
  void aMalformedReportCountsNothing(String body) {
    assertProblem(backEnd.request().body(body).post(path()), ErrorCode.INVALID_REQUEST);
    assertEquals(0, customer.count());
  }

  @Test
  void aBodyThatIsNotJsonIsRejected() {
    assertProblem(backEnd.request().body("{").post(path()), ErrorCode.MALFORMED_JSON);
    assertProblem(
        backEnd.request().contentType("text/plain").body("1").post(path()), ErrorCode.NOT_JSON);
    assertEquals(0, customer.count());
  }

  @Test
  void countsOnThePlanOfTheUserTogetherWithTheToken() {
    customer.use(2, null).then().statusCode(200);

    count(Map.of("units", 3))
        .then()
        .statusCode(200)
        .header("RateLimit-Policy", startsWith("\"plan\";q=" + LIMIT))
        .header("RateLimit", startsWith("\"plan\";r=995"))
        .body("usage_count", equalTo(5))
        .body("plan_type", equalTo("free"))
        .body("limit", equalTo(LIMIT))
        .body("remaining", equalTo(LIMIT - 5));
    backEnd.request().post(path()).then().statusCode(200).body("usage_count", equalTo(6));
    assertEquals(6, customer.count());
  }

  @Test
  void nothingIsCountedOverTheLimitOrForASuspendedUser() {
    count(Map.of("units", LIMIT - 2)).then().statusCode(200);

    Response refused = count(Map.of("units", 3));
    assertProblem(refused, ErrorCode.QUOTA_EXCEEDED);
    assertTrue(Long.parseLong(refused.header("Retry-After")) > 0);
    refused.then().header("RateLimit", startsWith("\"plan\";r=2"));
    count(Map.of("units", 2)).then().statusCode(200);
    assertEquals(LIMIT, customer.count());

    administration
        .change(customer.userId(), AccountStatusChange.status(Status.SUSPENDED), "test")
        .await()
        .atMost(PATIENCE);
    assertProblem(count(Map.of("units", 1)), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void aRequestIdCountsOnceWhoeverSendsIt() {
    Map<String, ?> report = Map.of("units", 5, "request_id", "job-1");
    Response first = count(report);
    first.then().statusCode(200).body("usage_count", equalTo(5));
    count(Map.of("units", LIMIT - 5)).then().statusCode(200);

    assertEquals(first.asString(), count(report).asString());
    assertEquals(first.asString(), customer.use(5, "job-1").asString());
    assertProblem(count(Map.of("units", 6, "request_id", "job-1")), ErrorCode.REQUEST_ID_REUSED);
    assertEquals(LIMIT, customer.count());
  }

  /** Three service keys and the user's own token at once, some with request ids. */
  @Test
  void concurrentCountsAreExactAndNeverExceedThePlan() {
    int calls = 40;
    int left = 25;
    count(Map.of("units", LIMIT - left)).then().statusCode(200);
    List<BackEnd> backEnds =
        Stream.generate(() -> BackEnd.withScopes(ServiceKeyScopes.USAGE_WRITE)).limit(3).toList();

    List<Integer> statuses =
        Concurrently.run(
            calls,
            number -> {
              String id = number % 2 == 0 ? "call-" + number : null;
              if (number % 4 == 3) {
                return customer.use(1, id).statusCode();
              }
              Map<String, ?> body = id == null ? Map.of() : Map.of("request_id", id);
              return backEnds.get(number % 4).request().body(body).post(path()).statusCode();
            });

    assertEquals(left, statuses.stream().filter(status -> status == 200).count());
    assertEquals(calls - left, statuses.stream().filter(status -> status == 429).count());
    assertEquals(LIMIT, customer.count());
  }

  /** A rotation that takes longer than usual is a conflict; then nothing was counted. */
  @Test
  void aRotationOfTheTokenLosesNoCount() {
    List<Integer> statuses =
        Concurrently.run(
            12,
            number -> {
              if (number % 4 == 0) {
                customer.session().post("/api/user/api-token");
                return 0;
              }
              return count(Map.of()).statusCode();
            });

    assertTrue(List.of(0, 200, 409).containsAll(statuses), statuses::toString);
    assertEquals(statuses.stream().filter(status -> status == 200).count(), customer.count());
  }

  /** As after a server that stopped between the freeze and the replacement. */
  @Test
  void anInterruptedRotationIsAConflictForAWhile() {
    String token = Rows.apiTokens().where("user_id", customer.userId()).get(0).get("token").s();
    Rows.apiTokens().set(token, "blocked", AttributeValue.fromS("rotating"));
    long until = Instant.now().plusSeconds(600).getEpochSecond();
    Rows.apiTokens().set(token, "frozen_until", AttributeValue.fromN(Long.toString(until)));
    assertProblem(count(Map.of()), ErrorCode.CONFLICT);

    Rows.apiTokens().set(token, "frozen_until", AttributeValue.fromN("1"));
    count(Map.of()).then().statusCode(200).body("usage_count", equalTo(1));
  }

  @Test
  void theFirstCountOfADayIsASecurityEventOfTheUser() {
    BackEnd other = BackEnd.withScopes(ServiceKeyScopes.USAGE_WRITE);
    count(Map.of()).then().statusCode(200);
    count(Map.of()).then().statusCode(200);
    other.request().body("{}").post(path()).then().statusCode(200);

    Eventually.holds(
        () ->
            assertEquals(
                Stream.of(backEnd.actor(), other.actor()).sorted().toList(),
                Rows.securityEvents().where("user_id", customer.userId()).stream()
                    .filter(row -> row.get("act").s().equals("usage-count"))
                    .map(row -> row.get("actor").s())
                    .sorted()
                    .toList()));
  }
}
