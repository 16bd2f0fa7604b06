package io.vestibule.login;

import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vestibule.challenge.ChallengePurpose;
import io.vestibule.challenge.Challenges;
import io.vestibule.challenge.NewChallenge;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Acts that need a recent proof of identity, and {@code /api/auth/reauthenticate}. */
@QuarkusTest
class FreshAuthenticationTest {
  private static final String ROUTE = "/api/auth/reauthenticate";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject MutableClock clock;
  @Inject Challenges challenges;

  @AfterEach
  void reset() {
    clock.reset();
  }

  private void wait11Minutes() {
    clock.advance(Duration.ofMinutes(11));
  }

  private record Act(String name, Function<RequestSpecification, Response> request) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Act> acts() {
    return Stream.of(
        new Act("start TOTP", request -> request.post("/api/user/mfa/totp")),
        new Act(
            "confirm TOTP",
            request -> request.body("{\"code\":\"123456\"}").post("/api/user/mfa/totp/confirm")),
        new Act("remove TOTP", request -> request.delete("/api/user/mfa/totp")),
        new Act("recovery codes", request -> request.post("/api/user/mfa/recovery-codes")),
        new Act("API token", request -> request.post("/api/user/api-token")),
        new Act(
            "create an API key",
            request -> request.body("{\"name\":\"k\"}").post("/api/user/api-keys")),
        new Act(
            "change an API key", request -> request.body("{}").patch("/api/user/api-keys/default")),
        new Act("delete an API key", request -> request.delete("/api/user/api-keys/default")),
        new Act("rotate an API key", request -> request.post("/api/user/api-keys/default/rotate")),
        new Act(
            "change of the address",
            request ->
                request.body(Map.of("new_email", freshEmail())).post("/api/auth/email/change")),
        new Act(
            "link an identity",
            request -> request.body("{\"token\":\"x\"}").post("/api/user/identities")),
        new Act("unlink an identity", request -> request.delete("/api/user/identities/x")),
        new Act("erasure", request -> request.delete("/api/user")));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void anOldProofIsNotEnough(Act act) {
    Person person = Api.register();
    String cookie = Api.cookieOf(person);
    wait11Minutes();

    for (RequestSpecification request : List.of(person.request(), Api.withCookie(cookie))) {
      Response refused = act.request().apply(request);
      assertProblem(refused, ErrorCode.REAUTHENTICATION_REQUIRED);
      assertEquals(
          List.of("Bearer error=\"insufficient_user_authentication\", max_age=600"),
          refused.headers().getValues("WWW-Authenticate"));
    }
    Response proof = person.request().body(Map.of("password", person.password())).post(ROUTE);
    proof.then().statusCode(200);

    Response after = act.request().apply(Api.bearer(proof.path("token")));

    assertFalse(after.asString().contains("reauthentication-required"));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void aTokenFromBeforeTheProofDoesNotProfit(Act act) {
    Person person = Api.register();
    wait11Minutes();
    person.request().body(Map.of("password", person.password())).post(ROUTE).then().statusCode(200);

    assertProblem(act.request().apply(person.request()), ErrorCode.REAUTHENTICATION_REQUIRED);
  }

  @Test
  void theProofContinuesTheSameSession() {
    Person person = Api.register();
    Response before = person.request().get("/api/auth/session");
    before.then().body("session.amr", contains("pwd"));
    wait11Minutes();

    Response proof = person.request().body(Map.of("password", person.password())).post(ROUTE);

    proof.then().statusCode(200).body("amr", contains("pwd"));
    Response after = Api.bearer(proof.path("token")).get("/api/auth/session");
    assertEquals(before.<String>path("session.session_id"), after.path("session.session_id"));
    assertEquals(before.<String>path("session.created_at"), after.path("session.created_at"));
    assertEquals(proof.<String>path("auth_time"), after.path("session.auth_time"));
    assertTrue(
        Instant.parse(after.path("session.auth_time"))
            .isAfter(Instant.parse(before.path("session.auth_time"))));
    assertFalse(proof.headers().hasHeaderWithName("Set-Cookie"));
  }

  @Test
  void aCookieSessionGetsANewCookie() {
    Person person = Api.register();
    String cookie = Api.cookieOf(person);
    wait11Minutes();

    Response proof = Api.withCookie(cookie).body(Map.of("password", person.password())).post(ROUTE);

    proof.then().statusCode(200).body("token", equalTo(null)).body("auth_time", notNullValue());
    Api.withCookie(proof.cookie("auth_token")).post("/api/user/api-token").then().statusCode(200);
    assertProblem(
        Api.json()
            .cookie("auth_token", cookie)
            .header("Sec-Fetch-Site", "cross-site")
            .body(Map.of("password", person.password()))
            .post(ROUTE),
        ErrorCode.CROSS_SITE);
  }

  /** A parallel refresh must not undo the proof. */
  @Test
  void aProofAfterAParallelRefreshCounts() {
    Person person = Api.register();
    wait11Minutes();
    Response refreshed = person.request().post("/api/auth/refresh");
    refreshed.then().statusCode(200);
    assertProblem(
        Api.bearer(refreshed.path("token")).post("/api/user/api-token"),
        ErrorCode.REAUTHENTICATION_REQUIRED);

    Response proof = person.request().body(Map.of("password", person.password())).post(ROUTE);

    proof.then().statusCode(200);
    Api.bearer(proof.path("token")).post("/api/user/api-token").then().statusCode(200);
  }

  @Test
  void theRightPasswordInTheBodyIsEnough() {
    Person person = Api.register();
    wait11Minutes();

    person
        .request()
        .body(Map.of("new_email", freshEmail(), "password", person.password()))
        .post("/api/auth/email/change")
        .then()
        .statusCode(202);
    assertProblem(
        person
            .request()
            .body(Map.of("new_email", freshEmail(), "password", "wrong password"))
            .post("/api/auth/email/change"),
        ErrorCode.INVALID_PASSWORD);
    assertProblem(
        person.request().body("{\"password\":\"wrong password\"}").delete("/api/user"),
        ErrorCode.INVALID_PASSWORD);
    person
        .request()
        .body(Map.of("password", person.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);
  }

  @Test
  void everyFactorIsAProof() {
    Person person = Api.register();
    Authenticator app = Authenticator.of(person, clock.instant());
    wait11Minutes();
    person
        .request()
        .post(ROUTE + "/options")
        .then()
        .statusCode(200)
        .body("methods", contains("password", "totp", "recovery_code"))
        .body("public_key", equalTo(null));

    Response byCode = person.request().body(Map.of("code", app.code(clock.instant()))).post(ROUTE);
    byCode.then().statusCode(200).body("amr", contains("pwd", "otp", "mfa"));
    assertProblem(
        person.request().body(Map.of("code", app.code(clock.instant()))).post(ROUTE),
        ErrorCode.MFA_CODE_INVALID);
    Response byRecoveryCode =
        Api.bearer(byCode.path("token"))
            .body(Map.of("recovery_code", app.recoveryCodes().get(0)))
            .post(ROUTE);
    byRecoveryCode.then().statusCode(200).body("amr", contains("pwd", "otp", "mfa", "recovery"));
  }

  static Stream<Arguments> badProofs() {
    return Stream.of(
        Arguments.of("{}", ErrorCode.INVALID_REQUEST),
        Arguments.of("[]", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"password\":1}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"password\":\"\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"password\":\"wrong password\"}", ErrorCode.INVALID_PASSWORD),
        Arguments.of("{\"password\":\"" + "x".repeat(1025) + "\"}", ErrorCode.PASSWORD_TOO_LONG),
        Arguments.of("{\"password\":\"one\",\"code\":\"123456\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":\"123456\",\"email_code\":\"1\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":\"123456\"}", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("{\"recovery_code\":\"AAAA-AAAA-AAAA-AAAA\"}", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("{\"email_code\":\"12345678\"}", ErrorCode.FORBIDDEN));
  }

  @ParameterizedTest
  @MethodSource("badProofs")
  void proofsThatAreRefused(String body, ErrorCode expected) {
    assertProblem(Api.register().request().body(body).post(ROUTE), expected);
  }

  @Test
  void everyRouteNeedsASession() {
    assertProblem(Api.json().body("{}").post(ROUTE), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().post(ROUTE + "/options"), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().post(ROUTE + "/code"), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void wrongPasswordsAreLimited() {
    Person person = Api.register();
    for (int attempt = 0; attempt < 25; attempt++) {
      Response answer = person.request().body("{\"password\":\"wrong password\"}").post(ROUTE);
      if (answer.statusCode() == 429) {
        return;
      }
    }
    throw new AssertionError("no limit");
  }

  @Test
  void aMailIsAProofOnlyWithoutAnother() {
    Person person = Api.register();
    assertProblem(person.request().post(ROUTE + "/code"), ErrorCode.FORBIDDEN);
    removePassword(person);
    wait11Minutes();
    person
        .request()
        .post(ROUTE + "/options")
        .then()
        .statusCode(200)
        .body("methods", contains("email_code"));
    person.request().post(ROUTE + "/code").then().statusCode(202);
    NewChallenge challenge =
        challenges.create(ChallengePurpose.REAUTHENTICATE, person.userId(), person.email());
    challenges.save(challenge).await().atMost(PATIENCE);

    assertProblem(emailCode(person, "00000000"), ErrorCode.CHALLENGE_INVALID);
    Response proof = emailCode(person, challenge.code());

    proof.then().statusCode(200).body("amr", contains("pwd", "email"));
    Api.bearer(proof.path("token")).post("/api/user/api-token").then().statusCode(200);
    assertProblem(emailCode(person, challenge.code()), ErrorCode.CHALLENGE_INVALID);
  }

  private static Response emailCode(Person person, String code) {
    return person.request().body(Map.of("email_code", code)).post(ROUTE);
  }

  private static void removePassword(Person person) {
    Map<String, AttributeValue> row =
        new HashMap<>(Rows.users().find(person.userId()).orElseThrow());
    row.remove("password_hash");
    row.put("emailVerified", AttributeValue.fromBool(true));
    Rows.users().put(row);
  }

  @Test
  void anUnverifiedAccountWithoutPasswordHasNoProof() {
    Person person = Api.register();
    removePassword(person);
    Rows.users().set(person.userId(), "emailVerified", AttributeValue.fromBool(false));

    person.request().post(ROUTE + "/options").then().body("methods", empty());
    assertProblem(person.request().post(ROUTE + "/code"), ErrorCode.FORBIDDEN);
  }

  /** Written by the previous version. */
  @Test
  void aRowWithoutAuthTimeCountsFromItsCreation() {
    Person person = Api.register();
    String id = person.request().get("/api/auth/session").path("session.session_id");
    Map<String, AttributeValue> row = new HashMap<>(Rows.sessions().find(id).orElseThrow());
    row.remove("auth_time");
    row.remove("amr");
    Rows.sessions().put(row);

    Response session = person.request().get("/api/auth/session");

    session.then().statusCode(200).body("session.amr", contains("pwd"));
    assertEquals(
        row.get("created_at").s().substring(0, 19),
        session.<String>path("session.auth_time").substring(0, 19));
    Response refreshed = person.request().post("/api/auth/refresh");
    Api.bearer(refreshed.path("token")).post("/api/user/api-token").then().statusCode(200);
  }
}
