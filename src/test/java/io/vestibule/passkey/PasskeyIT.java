package io.vestibule.passkey;

import static io.vestibule.testing.Api.json;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Passkeys;
import io.vestibule.testing.SoftwareAuthenticator;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Both ceremonies in the packaged service: a native binary reads what a browser sends by reflection
 * on classes of webauthn4j, which must be registered.
 */
@QuarkusIntegrationTest
class PasskeyIT {
  @Test
  void aPasskeyIsRegisteredAndOpensSessions() {
    Person person = Api.register();
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    device.aaguid = UUID.fromString("fbfc3007-154e-4ecc-8c0b-6e020557d7bd");
    device.prf = true;

    Passkeys.register(person, device)
        .then()
        .statusCode(201)
        .body("name", equalTo("Apple Passwords"))
        .body("prf", equalTo(true));
    Response opened = Passkeys.logIn(device);

    opened.then().statusCode(200).body("user_id", equalTo(person.userId()));
    Api.bearer(opened.path("token"))
        .get("/api/auth/session")
        .then()
        .statusCode(200)
        .body("session.amr", contains("hwk", "user"));
    person
        .request()
        .get("/api/user/passkeys")
        .then()
        .body("passkeys.id", contains(device.id()))
        .body("passkeys[0].last_used_at", notNullValue());
  }

  @Test
  void aForgedOrMalformedAnswerIsRefused() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    SoftwareAuthenticator forger = SoftwareAuthenticator.of(person.userId());
    forger.id = device.id;

    assertProblem(Passkeys.logIn(forger), ErrorCode.PASSKEY_INVALID);
    Map<String, Object> login = Passkeys.login(device);
    login.put("credential", Map.of("id", device.id(), "response", Map.of("signature", 1)));
    assertProblem(json().body(login).post("/api/auth/passkey"), ErrorCode.INVALID_REQUEST);
  }
}
