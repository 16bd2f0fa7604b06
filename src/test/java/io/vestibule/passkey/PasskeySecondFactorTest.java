package io.vestibule.passkey;

import static io.vestibule.testing.Api.credentials;
import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.Passkeys;
import io.vestibule.testing.Passkeys.Options;
import io.vestibule.testing.SoftwareAuthenticator;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Passkeys as second factor and for a re-authentication. */
@QuarkusTest
class PasskeySecondFactorTest {
  private static final String REAUTHENTICATE = "/api/auth/reauthenticate";
  private static final String MFA = "/api/auth/mfa";

  @Inject MutableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  @Test
  void aPasskeyMakesTheSessionFresh() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    clock.advance(Duration.ofMinutes(11));
    Response answer = person.request().post(REAUTHENTICATE + "/options");
    answer
        .then()
        .body("methods", hasItems("password", "passkey"))
        .body("public_key.allowCredentials", hasSize(0));
    Options options = Options.of(answer);
    Map<String, Object> proof =
        Map.of("passkey", Passkeys.body(options.state(), device.get(options.challenge())));

    Response fresh = person.request().body(proof).post(REAUTHENTICATE);

    fresh.then().statusCode(200).body("amr", hasItems("hwk", "user"));
    Api.bearer(fresh.path("token")).post("/api/user/passkeys/options").then().statusCode(200);
    assertProblem(
        Api.bearer(fresh.path("token")).body(proof).post(REAUTHENTICATE),
        ErrorCode.MFA_CODE_INVALID);
  }

  @Test
  void aPasskeyOfAnotherUserOrPurposeIsNoProof() {
    Person person = Api.register();
    Person stranger = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    SoftwareAuthenticator other = Passkeys.register(stranger);
    Options own = Options.of(person.request().post(REAUTHENTICATE + "/options"));
    Options ofStranger = Options.of(stranger.request().post(REAUTHENTICATE + "/options"));
    Options ofLogin = Passkeys.loginOptions();

    for (Map<String, Object> wrong :
        List.of(
            Passkeys.body(own.state(), other.get(own.challenge())),
            Passkeys.body(ofStranger.state(), device.get(ofStranger.challenge())),
            Passkeys.body(ofLogin.state(), device.get(ofLogin.challenge())),
            Map.<String, Object>of("state", "x"),
            Map.<String, Object>of())) {
      assertProblem(
          person.request().body(Map.of("passkey", wrong)).post(REAUTHENTICATE),
          ErrorCode.MFA_CODE_INVALID);
    }
    assertProblem(
        json()
            .body(Passkeys.body(own.state(), device.get(own.challenge())))
            .post("/api/auth/passkey"),
        ErrorCode.PASSKEY_INVALID);
  }

  @Test
  void aPasskeyCompletesALoginThatNeedsASecondFactor() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    Authenticator.of(person, clock.instant());
    Response refused = post("/api/login", credentials(person.email(), person.password()));
    assertProblem(refused, ErrorCode.MFA_REQUIRED);
    refused.then().body("methods", hasItem("passkey"));
    String token = refused.path("mfa_token");
    Response answer = json().body(Map.of("mfa_token", token)).post(MFA + "/options");
    answer.then().body("public_key.allowCredentials", hasSize(0));
    Options options = Options.of(answer);

    Response login =
        json()
            .body(
                Map.of(
                    "mfa_token",
                    token,
                    "passkey",
                    Passkeys.body(options.state(), device.get(options.challenge()))))
            .post(MFA);

    login.then().statusCode(200).body("user_id", equalTo(person.userId()));
    // A passkey alone needs no further factor.
    Passkeys.logIn(device).then().statusCode(200);
  }
}
