package io.vestibule.usage;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code POST /api/user/api-token}. */
@QuarkusTest
class RotationTest {
  @Test
  void itTakesASession() {
    assertProblem(Api.json().post("/api/user/api-token"), ErrorCode.TOKEN_MISSING);
    ApiCustomer customer = ApiCustomer.signUp();
    assertProblem(
        Api.bearer(customer.apiToken()).post("/api/user/api-token"), ErrorCode.TOKEN_INVALID);
    customer.session().post("/api/auth/logout").then().statusCode(204);
    assertProblem(customer.session().post("/api/user/api-token"), ErrorCode.TOKEN_INVALID);
    customer.use(1, null).then().statusCode(200);
  }

  @Test
  void theOldTokenIsDeadAtOnceAndTheCountGoesOn() {
    ApiCustomer customer = ApiCustomer.signUp();
    customer.use(10, null).then().statusCode(200);
    Response named = customer.use(5, "before");

    ApiCustomer renewed = rotate(customer);

    assertNotEquals(customer.apiToken(), renewed.apiToken());
    assertProblem(customer.use(1, null), ErrorCode.TOKEN_INVALID);
    assertProblem(customer.use(1, "named"), ErrorCode.TOKEN_INVALID);
    renewed.use(1, null).then().statusCode(200).body("usage_count", equalTo(16));
    assertEquals(
        named.asString(), renewed.use(5, "before").asString(), "request ids are the owner's");
    assertEquals(16, renewed.count());
  }

  @Test
  void loginReturnsTheNewOne() {
    ApiCustomer customer = ApiCustomer.signUp();
    ApiCustomer renewed = rotate(customer);

    post("/api/auth/login", credentials(customer.email(), customer.password()))
        .then()
        .statusCode(200)
        .body("api_token", equalTo(renewed.apiToken()));
  }

  @Test
  void itIsInTheAuditTrail() throws InterruptedException {
    ApiCustomer customer = ApiCustomer.signUp();
    rotate(customer);

    List<String> acts = List.of();
    for (int look = 0; look < 100 && !acts.contains("api-token-rotation"); look++) {
      Thread.sleep(50);
      acts = customer.session().get("/api/user/security-events").path("events.act");
    }
    assertTrue(acts.contains("api-token-rotation"), acts::toString);
  }

  @Test
  void aTokenInConstantUseCanBeReplacedAndNoCountIsLost() {
    ApiCustomer customer = ApiCustomer.signUp();
    AtomicBoolean replaced = new AtomicBoolean();
    AtomicInteger counted = new AtomicInteger();

    List<ApiCustomer> renewed =
        Crowd.of(
            9,
            client -> {
              if (client == 0) {
                ApiCustomer fresh = rotate(customer);
                replaced.set(true);
                return fresh;
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
  void ofTwoAtTheSameMomentTheLastOneCounts() {
    ApiCustomer customer = ApiCustomer.signUp();
    customer.use(3, null).then().statusCode(200);

    List<Response> answers = Crowd.of(4, client -> customer.session().post("/api/user/api-token"));

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

  private static ApiCustomer rotate(ApiCustomer customer) {
    Response answer = customer.session().post("/api/user/api-token");
    answer.then().statusCode(200).header("Cache-Control", equalTo("no-store"));
    return customer.with(answer.path("token"));
  }
}
