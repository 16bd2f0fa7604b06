package io.vestibule.factor;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code /api/user/mfa}. */
@QuarkusTest
class MfaSettingsTest {
  private static final String MFA = "/api/user/mfa";
  private static final String CONFIRM = MFA + "/totp/confirm";

  @Inject MutableClock clock;

  @AfterEach
  void reset() {
    clock.reset();
  }

  private static Response confirm(Person person, Object code) {
    return person.request().body(Map.of("code", code)).post(CONFIRM);
  }

  @Test
  void anAppCountsOnceItIsConfirmed() {
    Person person = Api.register();
    person
        .request()
        .get(MFA)
        .then()
        .statusCode(200)
        .body("totp", equalTo(null))
        .body("recovery_codes_left", equalTo(0))
        .body("required", equalTo(false))
        .body("methods", empty());
    Response setup = person.request().post(MFA + "/totp");
    setup
        .then()
        .statusCode(201)
        .body("uri", containsString("secret=" + setup.path("secret")))
        .body("qr", containsString("<svg"));
    person.request().get(MFA).then().body("totp", equalTo(null)).body("methods", empty());
    Authenticator app = new Authenticator(setup.path("secret"), List.of());

    assertProblem(confirm(person, app.wrongCode(clock.instant())), ErrorCode.MFA_CODE_INVALID);
    Response confirmed = confirm(person, app.code(clock.instant()));

    confirmed.then().statusCode(200);
    List<String> codes = confirmed.path("recovery_codes");
    assertEquals(10, new HashSet<>(codes).size());
    codes.forEach(code -> assertTrue(code.matches("([A-Z2-7]{4}-){3}[A-Z2-7]{4}"), "form"));
    person
        .request()
        .get(MFA)
        .then()
        .body("totp.confirmed_at", notNullValue())
        .body("recovery_codes_left", equalTo(10))
        .body("methods", contains("totp", "recovery_code"));
    assertProblem(person.request().post(MFA + "/totp"), ErrorCode.TOTP_ALREADY_ENABLED);
    assertProblem(confirm(person, "123456"), ErrorCode.TOTP_ALREADY_ENABLED);
    Eventually.within(
        60,
        () ->
            person
                .request()
                .get("/api/user/security-events")
                .then()
                .body("events.act", hasItems("factor-addition")));
  }

  @Test
  void aSecondStartReplacesTheSecret() {
    Person person = Api.register();
    Response first = person.request().post(MFA + "/totp");
    Response second = person.request().post(MFA + "/totp");
    Authenticator old = new Authenticator(first.path("secret"), List.of());
    Authenticator app = new Authenticator(second.path("secret"), List.of());

    assertProblem(confirm(person, old.code(clock.instant())), ErrorCode.MFA_CODE_INVALID);
    confirm(person, app.code(clock.instant())).then().statusCode(200);
  }

  @Test
  void removalTakesTheRecoveryCodesAlong() {
    Person person = Api.register();
    Authenticator.of(person, clock.instant());

    person.request().delete(MFA + "/totp").then().statusCode(204);

    person.request().get(MFA).then().body("totp", equalTo(null)).body("methods", empty());
    assertEquals(List.of(), Rows.factors().where("user_id", person.userId()));
    assertProblem(person.request().delete(MFA + "/totp"), ErrorCode.NOT_FOUND);
    assertProblem(person.request().post(MFA + "/recovery-codes"), ErrorCode.NOT_FOUND);
    Authenticator.of(person, clock.instant());
  }

  @Test
  void newRecoveryCodesReplaceTheOldOnes() {
    Person person = Api.register();
    Authenticator app = Authenticator.of(person, clock.instant());

    Response replaced = person.request().post(MFA + "/recovery-codes");

    replaced.then().statusCode(200);
    List<String> codes = replaced.path("recovery_codes");
    assertProblem(reauthenticate(person, app.recoveryCodes().get(0)), ErrorCode.MFA_CODE_INVALID);
    reauthenticate(person, codes.get(0).toLowerCase(Locale.ROOT).replace("-", " "))
        .then()
        .statusCode(200)
        .body("amr", contains("pwd", "recovery", "mfa"));
    person.request().get(MFA).then().body("recovery_codes_left", equalTo(9));
    assertProblem(reauthenticate(person, codes.get(0)), ErrorCode.MFA_CODE_INVALID);
  }

  private static Response reauthenticate(Person person, String recoveryCode) {
    return person
        .request()
        .body(Map.of("recovery_code", recoveryCode))
        .post("/api/auth/reauthenticate");
  }

  @Test
  void theTableHoldsNoSecret() {
    Person person = Api.register();
    Response setup = person.request().post(MFA + "/totp");
    Authenticator app = new Authenticator(setup.path("secret"), List.of());
    Response confirmed = confirm(person, app.code(clock.instant()));

    String rows = Rows.factors().where("user_id", person.userId()).toString();

    List<String> codes = confirmed.path("recovery_codes");
    codes.forEach(code -> assertFalse(rows.contains(code.replace("-", "")), "recovery code"));
    assertFalse(rows.contains(app.secret()), "secret");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("{}", ErrorCode.INVALID_REQUEST),
        Arguments.of("[]", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":123456}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":null}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":\"" + "1".repeat(65) + "\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":\"\\ud800\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"code\":\"12345\"}", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("{\"code\":\"١٢٣٤٥٦\"}", ErrorCode.MFA_CODE_INVALID),
        Arguments.of("{\"code\":", ErrorCode.MALFORMED_JSON));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedConfirmations(String body, ErrorCode expected) {
    Person person = Api.register();
    person.request().post(MFA + "/totp").then().statusCode(201);

    assertProblem(person.request().body(body).post(CONFIRM), expected);
  }

  @Test
  void everyRouteNeedsASession() {
    assertProblem(Api.json().get(MFA), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().post(MFA + "/totp"), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().body("{}").post(CONFIRM), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().delete(MFA + "/totp"), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.json().post(MFA + "/recovery-codes"), ErrorCode.TOKEN_MISSING);
  }

  @Test
  void aCodeOfAnotherAccountDoesNotConfirm() {
    Person person = Api.register();
    Person other = Api.register();
    person.request().post(MFA + "/totp").then().statusCode(201);
    Response setup = other.request().post(MFA + "/totp");
    Authenticator app = new Authenticator(setup.path("secret"), List.of());

    assertProblem(confirm(person, app.code(clock.instant())), ErrorCode.MFA_CODE_INVALID);
  }

  @Test
  void guessesOfAConfirmationAreLimited() {
    Person person = Api.register();
    person.request().post(MFA + "/totp").then().statusCode(201);
    // Windows start at multiples of their length.
    clock.advance(Duration.ofMinutes(1));
    for (int attempt = 0; attempt < 25; attempt++) {
      Response answer = confirm(person, "00000" + attempt % 10);
      if (answer.statusCode() == 429) {
        return;
      }
    }
    throw new AssertionError("no limit");
  }
}
