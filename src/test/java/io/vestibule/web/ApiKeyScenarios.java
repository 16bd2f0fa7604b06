package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.LeakReports;
import io.vestibule.testing.StoreFaults;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scenarios of {@link MutationScenarios} for API keys. */
final class ApiKeyScenarios {
  private static final String KEYS = "/api/user/api-keys";
  private static final String OF_USER = "/api/admin/users/{id}/api-keys/{key_id}";

  private ApiKeyScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST " + KEYS, "", test -> create()),
        new Scenario("PATCH " + KEYS + "/{id}", "", test -> change()),
        new Scenario("DELETE " + KEYS + "/{id}", "", test -> delete()),
        new Scenario("POST " + KEYS + "/{id}/rotate", "", test -> rotate()),
        new Scenario("PATCH " + OF_USER, "", test -> changeOfUser(test)),
        new Scenario("DELETE " + OF_USER, "", test -> deleteOfUser(test)),
        new Scenario("POST " + LeakReports.PATH, "", test -> reportLeak()),
        new Scenario("POST /api/admin/users/{id}/usage", "", test -> countFor()),
        new Scenario("POST /api/keys/verify", "", test -> verify("", false)),
        new Scenario("POST /api/keys/verify/batch", "", test -> verify("/batch", true)));
  }

  private static Call create() {
    Person person = Api.register();
    return new Call(
        "POST",
        KEYS,
        person,
        Map.of("name", "Export"),
        () -> {
          assertEquals(2, person.request().get(KEYS).<Integer>path("api_keys.size()"));
          MutationScenarios.assertAudited(person, "api-key-creation");
        });
  }

  private static Call reportLeak() {
    Person person = Api.register();
    Response created = created(person);
    String report = LeakReports.of(created.<String>path("secret"));
    String path = KEYS + "/" + created.path("api_key.id");
    return new Call(
        "POST " + LeakReports.PATH,
        "Github-Public-Key-Identifier: %s\r\nGithub-Public-Key-Signature: %s\r\n"
            .formatted(LeakReports.IDENTIFIER, LeakReports.sign(report)),
        report,
        () -> assertEquals(false, person.request().get(path).path("enabled")));
  }

  private static Call change() {
    Person person = Api.register();
    String path = KEYS + "/" + created(person).path("api_key.id");
    return new Call(
        "PATCH",
        path,
        person,
        Map.of("enabled", false),
        () -> {
          assertEquals(false, person.request().get(path).path("enabled"));
          MutationScenarios.assertAudited(person, "api-key-change");
        });
  }

  private static Call delete() {
    Person person = Api.register();
    String path = KEYS + "/" + created(person).path("api_key.id");
    return new Call(
        "DELETE",
        path,
        person,
        null,
        () -> {
          assertEquals(404, person.request().get(path).statusCode());
          MutationScenarios.assertAudited(person, "api-key-deletion");
        });
  }

  private static Call changeOfUser(MutationScenarios test) {
    Person person = Api.register();
    String key = created(person).path("api_key.id");
    return new Call(
        "PATCH",
        OF_USER.replace("{id}", person.userId()).replace("{key_id}", key),
        test.admin(),
        Map.of("enabled", false),
        () -> {
          assertEquals(false, person.request().get(KEYS + "/" + key).path("enabled"));
          MutationScenarios.assertAudited(person, "api-key-change");
        });
  }

  private static Call deleteOfUser(MutationScenarios test) {
    Person person = Api.register();
    String key = created(person).path("api_key.id");
    return new Call(
        "DELETE",
        OF_USER.replace("{id}", person.userId()).replace("{key_id}", key),
        test.admin(),
        null,
        () -> {
          assertEquals(404, person.request().get(KEYS + "/" + key).statusCode());
          MutationScenarios.assertAudited(person, "api-key-deletion");
        });
  }

  private static Call rotate() {
    Person person = Api.register();
    Response created = created(person);
    return new Call(
        "POST",
        KEYS + "/" + created.path("api_key.id") + "/rotate",
        person,
        null,
        () -> {
          Response use =
              Api.json()
                  .header("X-API-Key", created.<String>path("secret"))
                  .body("{}")
                  .post("/api/usage");
          assertEquals(401, use.statusCode());
          MutationScenarios.assertAudited(person, "api-key-rotation");
        });
  }

  private static Call verify(String route, boolean batch) {
    Person person = Api.register();
    String secret = created(person).path("secret");
    Map<String, ?> request = Map.of("key", secret, "units", 3);
    recordUseOfGateway();
    return new Call(
        "POST",
        "/api/keys/verify" + route,
        Gateway.SHARED.secret(),
        batch ? Map.of("requests", List.of(request)) : request,
        () ->
            assertEquals(3, person.request().get("/api/user/usage").<Integer>path("usage_count")));
  }

  private static Call countFor() {
    Person person = Api.register();
    recordUseOfGateway();
    return new Call(
        "POST",
        "/api/admin/users/" + person.userId() + "/usage",
        Gateway.SHARED.secret(),
        Map.of("units", 3),
        () ->
            assertEquals(3, person.request().get("/api/user/usage").<Integer>path("usage_count")));
  }

  /** Once a minute the last use of a service key is written in the background. */
  private static void recordUseOfGateway() {
    Eventually.holds(
        () ->
            assertEquals(
                List.of(),
                StoreFaults.requests(
                    () ->
                        Gateway.SHARED
                            .request()
                            .body(Map.of("key", "unknown"))
                            .post("/api/keys/verify"))));
  }

  /** One for all scenarios, so that its service key is in the cache. */
  private static final class Gateway {
    static final BackEnd SHARED =
        BackEnd.withScopes(ServiceKeyScopes.KEYS_VERIFY, ServiceKeyScopes.USAGE_WRITE);
  }

  private static Response created(Person person) {
    Response created = person.request().body(Map.of("name", "Export")).post(KEYS);
    created.then().statusCode(201);
    return created;
  }
}
