package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Passkeys;
import io.vestibule.testing.SoftwareAuthenticator;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.Map;
import java.util.stream.Stream;

/** The scenarios of {@link MutationScenarios} for passkeys. */
final class PasskeyScenarios {
  private PasskeyScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST /api/user/passkeys", "", test -> register()),
        new Scenario("PATCH /api/user/passkeys/{id}", "", test -> rename()),
        new Scenario("DELETE /api/user/passkeys/{id}", "", test -> remove()),
        new Scenario("PUT /api/user/passkeys/{id}/audio-key", "", test -> putAudioKey()),
        new Scenario("POST /api/auth/passkey", "", test -> logIn()));
  }

  private static Call register() {
    Person person = Api.register();
    SoftwareAuthenticator device = SoftwareAuthenticator.of(person.userId());
    return new Call(
        "POST",
        "/api/user/passkeys",
        person,
        Passkeys.registration(person, device),
        () -> {
          assertEquals(device.id(), first(person, "id"));
          MutationScenarios.assertAudited(person, "factor-addition");
        });
  }

  private static Call rename() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    return new Call(
        "PATCH",
        "/api/user/passkeys/" + device.id(),
        person,
        Map.of("name", "Desk"),
        () -> assertEquals("Desk", first(person, "name")));
  }

  private static Call remove() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    return new Call(
        "DELETE",
        "/api/user/passkeys/" + device.id(),
        person,
        null,
        () -> {
          assertEquals((Object) null, first(person, "id"));
          MutationScenarios.assertAudited(person, "factor-removal");
        });
  }

  private static Call putAudioKey() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    return new Call(
        "PUT",
        "/api/user/passkeys/" + device.id() + "/audio-key",
        person,
        Map.of(
            "key_id",
            "k1",
            "aad",
            "vestibule/audio-key/v1/" + person.userId(),
            "prf_salt",
            SoftwareAuthenticator.base64(new byte[32]),
            "wrapped",
            SoftwareAuthenticator.base64(new byte[60])),
        () -> assertTrue((Boolean) first(person, "opens_recordings")));
  }

  private static Call logIn() {
    Person person = Api.register();
    SoftwareAuthenticator device = Passkeys.register(person);
    return new Call(
        "POST",
        "/api/auth/passkey",
        (Person) null,
        Passkeys.login(device),
        () -> MutationScenarios.assertAudited(person, "login"));
  }

  private static Object first(Person person, String member) {
    return person.request().get("/api/user/passkeys").path("passkeys[0]." + member);
  }
}
