package io.vestibule.web;

import static io.vestibule.testing.Api.credentials;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Authenticator;
import io.vestibule.testing.Rows;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The scenarios of {@link MutationScenarios} for second factors. */
final class FactorScenarios {
  private FactorScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST /api/user/mfa/totp", "", test -> start()),
        new Scenario("POST /api/user/mfa/totp/confirm", "", test -> confirm()),
        new Scenario("DELETE /api/user/mfa/totp", "", test -> remove()),
        new Scenario("POST /api/user/mfa/recovery-codes", "", test -> replaceCodes()),
        new Scenario("POST /api/auth/mfa", "", test -> logIn()),
        new Scenario("POST /api/auth/reauthenticate", "", test -> reauthenticate()),
        new Scenario("POST /api/auth/reauthenticate/code", "", test -> sendCode()),
        new Scenario("DELETE /api/admin/users/{id}/factors", "", test -> removeAll(test, "")),
        new Scenario(
            "DELETE /api/admin/users/{id}/factors/{factor}", "", test -> removeAll(test, "/totp")));
  }

  private static Call start() {
    Person person = Api.register();
    return new Call(
        "POST", "/api/user/mfa/totp", person, null, () -> assertEquals(1, factors(person)));
  }

  private static Call confirm() {
    Person person = Api.register();
    String secret = person.request().post("/api/user/mfa/totp").path("secret");
    String code = new Authenticator(secret, List.of()).code(now());
    return new Call(
        "POST",
        "/api/user/mfa/totp/confirm",
        person,
        Map.of("code", code),
        () -> assertEquals(2, factors(person)));
  }

  private static Call remove() {
    Person person = Api.register();
    Authenticator.of(person, now());
    return new Call(
        "DELETE", "/api/user/mfa/totp", person, null, () -> assertEquals(0, factors(person)));
  }

  private static Call replaceCodes() {
    Person person = Api.register();
    Authenticator.of(person, now());
    return new Call(
        "POST",
        "/api/user/mfa/recovery-codes",
        person,
        null,
        () -> MutationScenarios.assertAudited(person, "recovery-codes"));
  }

  private static Call logIn() {
    Person person = Api.register();
    Authenticator app = Authenticator.of(person, now());
    String token =
        Api.json()
            .header("User-Agent", "")
            .body(credentials(person.email(), person.password()))
            .post("/api/login")
            .path("mfa_token");
    return new Call(
        "POST",
        "/api/auth/mfa",
        (Person) null,
        Map.of("mfa_token", token, "recovery_code", app.recoveryCodes().get(0)),
        () -> MutationScenarios.assertAudited(person, "login"));
  }

  private static Call reauthenticate() {
    Person person = Api.register();
    return new Call(
        "POST",
        "/api/auth/reauthenticate",
        person,
        Map.of("password", person.password()),
        () -> MutationScenarios.assertAudited(person, "reauthentication"));
  }

  private static Call sendCode() {
    Person person = Api.register();
    Map<String, AttributeValue> row =
        new HashMap<>(Rows.users().find(person.userId()).orElseThrow());
    row.remove("password_hash");
    row.put("emailVerified", AttributeValue.fromBool(true));
    Rows.users().put(row);
    return new Call(
        "POST",
        "/api/auth/reauthenticate/code",
        person,
        null,
        () ->
            assertTrue(
                Rows.outbox().where("user_id", person.userId()).size() >= 2,
                "the mails of sign-up and request"));
  }

  private static Call removeAll(MutationScenarios test, String factor) {
    Person target = Api.register();
    Authenticator.of(target, now());
    return new Call(
        "DELETE",
        "/api/admin/users/" + target.userId() + "/factors" + factor,
        test.admin(),
        null,
        () -> assertEquals(0, factors(target)));
  }

  private static int factors(Person person) {
    return Rows.factors().where("user_id", person.userId()).size();
  }

  /** The clock of the service, unless a test has moved it. */
  private static Instant now() {
    return Clock.systemUTC().instant();
  }
}
