package io.vestibule.usage;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code POST /api/user/api-token}. */
@QuarkusTest
class RotationTest {
  @Test
  void itRequiresASession() {
    assertProblem(Api.json().post("/api/user/api-token"), ErrorCode.TOKEN_MISSING);
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    assertProblem(
        Api.bearer(customer.apiToken()).post("/api/user/api-token"), ErrorCode.TOKEN_INVALID);
    customer.session().post("/api/auth/logout").then().statusCode(204);
    assertProblem(customer.session().post("/api/user/api-token"), ErrorCode.TOKEN_INVALID);
    customer.use(1, null).then().statusCode(200);
  }

  @Test
  void theOldTokenStopsWorkingAndTheCountIsKept() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(10, null).then().statusCode(200);
    Response named = customer.use(5, "before");

    ApiTokenOwner renewed = rotate(customer);

    assertNotEquals(customer.apiToken(), renewed.apiToken());
    assertProblem(customer.use(1, null), ErrorCode.TOKEN_INVALID);
    assertProblem(customer.use(1, "named"), ErrorCode.TOKEN_INVALID);
    renewed.use(1, null).then().statusCode(200).body("usage_count", equalTo(16));
    assertEquals(
        named.asString(), renewed.use(5, "before").asString(), "request ids are the owner's");
    assertEquals(16, renewed.count());
  }

  @Test
  void loginReturnsTheNewToken() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    ApiTokenOwner renewed = rotate(customer);

    post("/api/auth/login", credentials(customer.email(), customer.password()))
        .then()
        .statusCode(200)
        .body("api_token", equalTo(renewed.apiToken()));
  }

  @Test
  void itIsRecordedInTheAuditTrail() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    rotate(customer);

    Eventually.holds(
        () ->
            customer
                .session()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItem("api-token-rotation")));
  }

  @Test
  void aTokenInConstantUseIsReplacedWithoutLosingACount() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    AtomicBoolean replaced = new AtomicBoolean();
    AtomicInteger counted = new AtomicInteger();

    List<ApiTokenOwner> renewed =
        ConcurrentClients.of(
            9,
            client -> {
              if (client == 0) {
                ApiTokenOwner rotated = rotate(customer);
                replaced.set(true);
                return rotated;
              }
              while (!replaced.get()) {
                if (customer.report("{}").statusCode() == 200) {
                  counted.incrementAndGet();
                }
              }
              return customer;
            });

    assertEquals(counted.get(), renewed.get(0).count());
    assertProblem(customer.use(1, null), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void ofTwoConcurrentRotationsTheLastOneWins() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(3, null).then().statusCode(200);

    List<Response> answers =
        ConcurrentClients.of(4, client -> customer.session().post("/api/user/api-token"));

    List<String> tokens =
        answers.stream()
            .filter(answer -> answer.statusCode() == 200)
            .<String>map(answer -> answer.path("token"))
            .toList();
    long alive =
        tokens.stream()
            .filter(token -> customer.with(token).use(1, null).statusCode() == 200)
            .count();
    assertEquals(1, alive);
    assertEquals(4, customer.count());
  }

  /** As after a server that stopped between the freeze and the replacement. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptedRotationBlocksTheTokenOnlyForAWhile(boolean withRequestId) {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(3, null).then().statusCode(200);
    String requestId = withRequestId ? UUID.randomUUID().toString() : null;

    freeze(customer, Instant.now().plusSeconds(60));
    assertProblem(customer.use(1, requestId), ErrorCode.TOKEN_INVALID);
    freeze(customer, Instant.now().minusSeconds(1));
    customer.use(1, requestId).then().statusCode(200);

    assertEquals(4, customer.count());
    assertTrue(!row(customer).containsKey("blocked"));
  }

  /** Servers of earlier versions set no end. */
  @Test
  void aFreezeWithoutAnEndIsOver() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    Rows.apiTokens()
        .set(row(customer).get("token").s(), "blocked", AttributeValue.fromS("rotating"));

    customer.use(1, null).then().statusCode(200);
  }

  @Test
  void anInterruptedRotationCanBeRepeated() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(3, null).then().statusCode(200);
    freeze(customer, Instant.now().plusSeconds(60));

    ApiTokenOwner rotated = rotate(customer);

    rotated.use(1, null).then().statusCode(200);
    assertEquals(4, rotated.count());
    assertTrue(!row(customer).containsKey("frozen_until"));
  }

  private static void freeze(ApiTokenOwner customer, Instant until) {
    String digest = row(customer).get("token").s();
    Rows.apiTokens().set(digest, "blocked", AttributeValue.fromS("rotating"));
    Rows.apiTokens()
        .set(digest, "frozen_until", AttributeValue.fromN(Long.toString(until.getEpochSecond())));
  }

  private static Map<String, AttributeValue> row(ApiTokenOwner customer) {
    return Rows.apiTokens().where("user_id", customer.userId()).get(0);
  }

  private static ApiTokenOwner rotate(ApiTokenOwner customer) {
    Response answer = customer.session().post("/api/user/api-token");
    answer.then().statusCode(200).header("Cache-Control", equalTo("no-store"));
    return customer.with(answer.path("token"));
  }
}
