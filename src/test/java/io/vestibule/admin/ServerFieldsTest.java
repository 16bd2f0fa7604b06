package io.vestibule.admin;

import static io.vestibule.testing.Problems.assertProblem;
import static io.vestibule.web.ServiceKeyScopes.USERS_READ;
import static io.vestibule.web.ServiceKeyScopes.USERS_WRITE;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.usage.RequestAnswers.Request;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The fields that only servers write: {@code /api/admin/users/{id}} and {@code …/profile}. */
@QuarkusTest
class ServerFieldsTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final String SPEND = "{\"totalSpent\":{\"increment\":\"%s\"}}";

  @Inject AccountService accounts;
  @Inject MutableClock clock;

  private BackEnd backEnd;
  private Person user;

  @BeforeEach
  void prepare() {
    backEnd = BackEnd.withScopes(USERS_READ, USERS_WRITE);
    user = Api.register();
  }

  @AfterEach
  void restore() {
    clock.reset();
  }

  @Test
  void customerNumberIsInAccountAndProfile() {
    patch("{\"stripe_customer_id\":\"cus_1\"}")
        .then()
        .statusCode(200)
        .body("stripe_customer_id", equalTo("cus_1"))
        .body("totalSpent", equalTo(0));
    readProfile().then().statusCode(200).body("stripeCustomerId", equalTo("cus_1"));
    user.request().get("/api/user/profile").then().body("stripeCustomerId", equalTo("cus_1"));

    patchProfile("{\"stripeCustomerId\":\"cus_2\",\"revenueCatId\":\"rc_1\"}")
        .then()
        .statusCode(200)
        .body("stripeCustomerId", equalTo("cus_2"))
        .body("revenueCatId", equalTo("rc_1"))
        .body("$", not(hasKey("preferences")));
    read().then().body("stripe_customer_id", equalTo("cus_2"));

    patchProfile("{\"stripeCustomerId\":null}")
        .then()
        .statusCode(200)
        .body("$", not(hasKey("stripeCustomerId")))
        .body("revenueCatId", equalTo("rc_1"));
    read().then().body("stripe_customer_id", nullValue());
  }

  @Test
  void administratorsCanAsWell() {
    Person admin = withRole(Role.ADMIN);
    String path = path();

    admin
        .request()
        .body("{\"stripe_customer_id\":\"cus_7\",\"totalOrders\":3}")
        .patch(path)
        .then()
        .statusCode(200)
        .body("totalOrders", equalTo(3));
    admin
        .request()
        .body("{\"revenueCatId\":\"rc_7\"}")
        .patch(path + "/profile")
        .then()
        .statusCode(200)
        .body("stripeCustomerId", equalTo("cus_7"));
    admin.request().get(path + "/profile").then().body("revenueCatId", equalTo("rc_7"));
    for (String route : List.of("", "/profile")) {
      assertProblem(user.request().get(path + route), ErrorCode.FORBIDDEN);
      assertProblem(
          user.request().body("{\"stripe_customer_id\":\"x\"}").patch(path + route),
          ErrorCode.FORBIDDEN);
    }
    accounts.setRole(admin.userId(), Role.CUSTOMER).await().atMost(TIMEOUT);
    assertProblem(admin.request().body("{\"totalOrders\":4}").patch(path), ErrorCode.FORBIDDEN);
    assertProblem(admin.request().get(path + "/profile"), ErrorCode.FORBIDDEN);
  }

  @Test
  void totalsAreSetRemovedAndIncreased() {
    patch("{\"totalOrders\":2,\"totalSpent\":\"10.10\"}").then().statusCode(200);
    increase("k1", "{\"totalOrders\":{\"increment\":1},\"totalSpent\":{\"increment\":\"12.50\"}}")
        .then()
        .statusCode(200)
        .body("totalOrders", equalTo(3));
    assertEquals(new BigDecimal("22.6"), totalSpent());

    increase("k2", SPEND.formatted("-22.60")).then().statusCode(200);
    assertEquals(0, totalSpent().signum());
    assertProblem(increase("k3", SPEND.formatted("-0.01")), ErrorCode.TOTAL_NEGATIVE);

    patch("{\"totalOrders\":null}").then().statusCode(200).body("totalOrders", equalTo(0));
    user.request().get("/api/user").then().body("totalOrders", equalTo(0));
  }

  @Test
  void vendorTotalsAreForVendors() {
    assertProblem(patch("{\"totalRevenue\":1}"), ErrorCode.INVALID_REQUEST);
    accounts.setRole(user.userId(), Role.VENDOR).await().atMost(TIMEOUT);

    increase("v1", "{\"totalRevenue\":{\"increment\":0.10},\"totalReviews\":7,\"rating\":4.25}")
        .then()
        .statusCode(200)
        .body("totalReviews", equalTo(7));

    user.request()
        .get("/api/user")
        .then()
        .body("totalReviews", equalTo(7))
        .body("rating", equalTo(4.25f))
        .body("totalRevenue", equalTo(0.1f));
  }

  @Test
  void repetitionGetsTheStoredAnswer() {
    Response first = increase("order-1", SPEND.formatted("5"));
    increase("order-2", SPEND.formatted("3")).then().statusCode(200);
    Response repeated =
        BackEnd.withScopes(USERS_WRITE)
            .request()
            .header("Idempotency-Key", "order-1")
            .body(SPEND.formatted("5"))
            .patch(path());

    repeated.then().statusCode(200);
    assertEquals(first.asString(), repeated.asString());
    assertEquals(first.header("ETag"), repeated.header("ETag"));
    assertEquals(new BigDecimal("8"), totalSpent());
    assertProblem(increase("order-1", SPEND.formatted("6")), ErrorCode.IDEMPOTENCY_KEY_REUSED);
    assertEquals(new BigDecimal("8"), totalSpent());

    Person other = Api.register();
    backEnd
        .request()
        .header("Idempotency-Key", "order-1")
        .body(SPEND.formatted("6"))
        .patch("/api/admin/users/" + other.userId())
        .then()
        .statusCode(200);

    clock.advance(Duration.ofHours(25));
    increase("order-1", SPEND.formatted("1")).then().statusCode(200);
    assertEquals(new BigDecimal("9"), totalSpent());
  }

  @Test
  void answerOfTheReadIsThatOfTheChange() {
    Response changed = patch("{\"stripe_customer_id\":\"cus_1\",\"totalSpent\":\"1.25\"}");
    Response read = read();

    assertEquals(changed.asString(), read.asString());
    assertEquals(changed.header("ETag"), read.header("ETag"));
    Map<String, Object> found =
        backEnd
            .request()
            .queryParam("email", user.email())
            .get("/api/admin/users")
            .path("users[0]");
    assertEquals(read.<Map<String, Object>>path("$"), found);
  }

  @Test
  void outdatedVersionIsRefused() {
    String before = read().header("ETag");
    String profileBefore = readProfile().header("ETag");
    patch("{\"stripe_customer_id\":\"cus_1\"}").then().statusCode(200);
    String after = read().header("ETag");
    assertNotEquals(before, after);

    for (String route : List.of("", "/profile")) {
      String body = route.isEmpty() ? "{\"totalOrders\":9}" : "{\"revenueCatId\":\"rc\"}";
      String outdated = route.isEmpty() ? before : profileBefore;
      RequestSpecification request = backEnd.request().header("If-Match", outdated).body(body);
      assertProblem(request.patch(path() + route), ErrorCode.PRECONDITION_FAILED);
      String current = backEnd.request().get(path() + route).header("ETag");
      backEnd
          .request()
          .header("If-Match", current)
          .body(body)
          .patch(path() + route)
          .then()
          .statusCode(200);
    }
    Person admin = withRole(Role.ADMIN);
    assertProblem(
        admin.request().header("If-Match", before).body("{\"plan\":\"pro\"}").patch(path()),
        ErrorCode.PRECONDITION_FAILED);
    read().then().body("plan", equalTo("free")).body("totalOrders", equalTo(9));
  }

  @Test
  void oneOfSeveralChangesOfTheSameVersionSucceeds() {
    String etag = read().header("ETag");

    List<Integer> statuses =
        Concurrently.run(
            8,
            number ->
                backEnd
                    .request()
                    .header("If-Match", etag)
                    .body("{\"totalOrders\":" + (number + 1) + "}")
                    .patch(path())
                    .statusCode());

    assertEquals(1, statuses.stream().filter(status -> status == 200).count(), statuses::toString);
    assertEquals(7, statuses.stream().filter(status -> status == 412).count(), statuses::toString);
  }

  @Test
  void fiveHundredConcurrentIncrementsAreExact() {
    List<BackEnd> backEnds =
        List.of(backEnd, BackEnd.withScopes(USERS_WRITE), BackEnd.withScopes(USERS_WRITE));
    int threads = 25;
    int each = 20;
    String run = UUID.randomUUID().toString();
    List<BigDecimal> sums =
        Concurrently.run(
            threads,
            thread -> {
              BigDecimal sum = BigDecimal.ZERO;
              for (int number = thread * each; number < (thread + 1) * each; number++) {
                String amount = number % 100 + "." + "%02d".formatted(number * 7 % 100);
                // Of three requests, the last is also sent by another back end.
                for (int sent = 0; sent <= (number % 3 == 2 ? 1 : 0); sent++) {
                  backEnds
                      .get((number + sent) % 3)
                      .request()
                      .header("Idempotency-Key", run + number)
                      .body(SPEND.formatted(amount))
                      .patch(path())
                      .then()
                      .statusCode(200);
                }
                sum = sum.add(new BigDecimal(amount));
              }
              return sum;
            });

    BigDecimal expected = sums.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    assertEquals(0, expected.compareTo(totalSpent()), () -> expected + " and " + totalSpent());
  }

  @Test
  void concurrentRepetitionsCountOnceAndGetOneAnswer() {
    List<String> answers =
        Concurrently.run(
            12, number -> increase("same", SPEND.formatted("0.07")).then().extract().asString());

    assertEquals(1, answers.stream().distinct().count(), answers::toString);
    assertEquals(new BigDecimal("0.07"), totalSpent());
  }

  @Test
  void customerNumberOfConcurrentWritersIsTheSameInBothPlaces() {
    readProfile().then().statusCode(200);
    Concurrently.run(
        12,
        number -> {
          if (number % 3 == 0) {
            user.request()
                .body("{\"givenName\":\"Ada" + number + "\"}")
                .patch("/api/user/profile")
                .then()
                .statusCode(200);
          } else if (number % 3 == 1) {
            patch("{\"stripe_customer_id\":\"cus_" + number + "\"}").then().statusCode(200);
          } else {
            patchProfile("{\"stripeCustomerId\":\"cus_" + number + "\"}").then().statusCode(200);
          }
          return number;
        });

    String inAccount = read().path("stripe_customer_id");
    assertEquals(inAccount, readProfile().path("stripeCustomerId"));
    assertTrue(user.request().get("/api/user/profile").<String>path("givenName").startsWith("Ada"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"totalOrders\":1.5} | totalOrders",
        "{\"totalOrders\":-1} | totalOrders",
        "{\"totalOrders\":true} | totalOrders",
        "{\"totalOrders\":[]} | totalOrders",
        "{\"totalOrders\":{}} | totalOrders",
        "{\"totalOrders\":{\"increment\":null}} | totalOrders",
        "{\"totalOrders\":{\"increment\":0.5}} | totalOrders",
        "{\"totalOrders\":{\"increment\":1,\"decrement\":1}} | totalOrders",
        "{\"totalSpent\":\"1,50\"} | totalSpent",
        "{\"totalSpent\":\"1e3\"} | totalSpent",
        "{\"totalSpent\":0.001} | totalSpent",
        "{\"totalSpent\":1000000000000} | totalSpent",
        "{\"totalSpent\":{\"increment\":\"0.001\"}} | totalSpent",
        "{\"totalSpent\":{\"increment\":\"1 000\"}} | totalSpent",
        "{\"rating\":5.1} | rating",
        "{\"rating\":{\"increment\":1}} | rating",
        "{\"stripe_customer_id\":7} | stripe_customer_id",
        "{\"stripe_customer_id\":\"\"} | stripe_customer_id",
        "{\"stripe_customer_id\":\"cus 1\"} | stripe_customer_id",
        "{\"totalOrders\":1,\"plan\":\"pro\"} | plan",
        "{\"totalOrders\":1,\"email\":\"a@b.example\"} | email",
        "{\"totalOrders\":1,\"server_version\":0} | server_version",
      })
  void invalidPatchChangesNothing(String body, String field) {
    Response refused = increase("any", body);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
    read().then().body("totalOrders", equalTo(0)).body("plan", equalTo("free"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | body",
        "{} | body",
        "{\"givenName\":\"Ada\"} | givenName",
        "{\"version\":7} | version",
        "{\"email\":\"a@b.example\"} | email",
        "{\"stripeCustomerId\":{}} | stripeCustomerId",
        "{\"revenueCatId\":\"\"} | revenueCatId",
      })
  void invalidProfilePatchChangesNothing(String body, String field) {
    Response refused = patchProfile(body);

    assertProblem(refused, ErrorCode.INVALID_REQUEST);
    assertEquals(field, refused.path("field"));
  }

  @Test
  void incrementNeedsAnIdempotencyKey() {
    for (String key : new String[] {null, "", "a b", "k".repeat(129)}) {
      RequestSpecification request = backEnd.request().body(SPEND.formatted("1"));
      if (key != null) {
        request.header("Idempotency-Key", key);
      }
      Response refused = request.patch(path());
      assertProblem(refused, ErrorCode.INVALID_REQUEST);
      assertEquals("Idempotency-Key", refused.path("field"));
    }
    assertEquals(0, totalSpent().signum());
  }

  @Test
  void roleStatusAndPlanAreForAdministrators() {
    for (String body :
        List.of("{\"role\":\"admin\"}", "{\"status\":\"suspended\"}", "{\"plan\":\"pro\"}")) {
      assertProblem(patch(body), ErrorCode.FORBIDDEN);
    }
    read().then().body("role", equalTo("customer")).body("plan", equalTo("free"));
  }

  @Test
  void scopesAreSeparate() {
    BackEnd reader = BackEnd.withScopes(USERS_READ);
    BackEnd writer = BackEnd.withScopes(USERS_WRITE);
    for (String route : List.of("", "/profile")) {
      assertProblem(
          reader.request().body("{\"totalOrders\":1}").patch(path() + route),
          ErrorCode.INSUFFICIENT_SCOPE);
      assertProblem(writer.request().get(path() + route), ErrorCode.INSUFFICIENT_SCOPE);
    }
  }

  @Test
  void unknownUserIsNotFound() {
    for (String id : List.of(UUID.randomUUID().toString(), "a".repeat(2_100))) {
      String path = "/api/admin/users/" + id;
      assertProblem(
          backEnd.request().body("{\"totalOrders\":1}").patch(path), ErrorCode.USER_NOT_FOUND);
      assertProblem(backEnd.request().get(path + "/profile"), ErrorCode.USER_NOT_FOUND);
      assertProblem(
          backEnd.request().body("{\"revenueCatId\":\"x\"}").patch(path + "/profile"),
          ErrorCode.USER_NOT_FOUND);
    }
  }

  @Test
  void changeIsAuditedWithTheKeyAsActor() {
    increase("audited", SPEND.formatted("1")).then().statusCode(200);

    Eventually.holds(
        () ->
            assertTrue(
                Rows.securityEvents().where("user_id", user.userId()).stream()
                    .anyMatch(
                        row ->
                            row.get("act").s().equals("server-fields-change")
                                && row.get("actor").s().equals(backEnd.actor()))));
  }

  @Test
  void rememberedRequestSaysNothingAboutThePerson() {
    increase("private", SPEND.formatted("31.41")).then().statusCode(200);
    String row = Request.of(user.userId(), "private", "").row();

    Map<String, AttributeValue> stored = Rows.apiTokens().find(row).orElseThrow();

    assertEquals(Set.of("token", "request", "expires_at", "answer"), stored.keySet());
    assertFalse(
        stored.get("answer").b().asString(StandardCharsets.ISO_8859_1).contains(user.email()));
  }

  private Response read() {
    return backEnd.request().get(path());
  }

  private Response readProfile() {
    return backEnd.request().get(path() + "/profile");
  }

  private Response patch(String body) {
    return backEnd.request().body(body).patch(path());
  }

  private Response patchProfile(String body) {
    return backEnd.request().body(body).patch(path() + "/profile");
  }

  private Response increase(String key, String body) {
    return backEnd.request().header("Idempotency-Key", key).body(body).patch(path());
  }

  /** As it is stored, without trailing zeros. */
  private BigDecimal totalSpent() {
    String stored = Rows.users().find(user.userId()).orElseThrow().get("totalSpent").n();
    return new BigDecimal(stored).stripTrailingZeros();
  }

  private String path() {
    return "/api/admin/users/" + user.userId();
  }

  private Person withRole(Role role) {
    Person person = Api.register();
    accounts.setRole(person.userId(), role).await().atMost(TIMEOUT);
    return person.loggedInAgain();
  }
}
