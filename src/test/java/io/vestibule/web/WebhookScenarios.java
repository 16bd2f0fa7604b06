package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Rows;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The scenarios of {@link MutationScenarios} for webhook endpoints. */
final class WebhookScenarios {
  private static final String PATH = "/api/admin/webhooks";

  private WebhookScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST " + PATH, "", test -> create(admin(test))),
        new Scenario("PATCH " + PATH + "/{id}", "", test -> change(admin(test))),
        new Scenario("DELETE " + PATH + "/{id}", "", test -> delete(admin(test))),
        new Scenario("POST " + PATH + "/{id}/secret", "", test -> rotate(admin(test))));
  }

  /** There can be 20 endpoints, so those of earlier calls are deleted. */
  private static Person admin(MutationScenarios test) {
    Person admin = test.admin();
    List<String> ids = admin.request().get(PATH).path("webhooks.id");
    ids.forEach(id -> admin.request().delete(PATH + "/" + id));
    return admin;
  }

  /** A disabled endpoint, which the events of other tests do not reach. */
  private static Map<String, Object> body(String description) {
    return Map.of(
        "url",
        "https://hooks.example.org/",
        "events",
        List.of("*"),
        "enabled",
        false,
        "description",
        description);
  }

  private static String endpoint(Person admin) {
    return admin.request().body(body("a")).post(PATH).path("webhook.id");
  }

  private static Call create(Person admin) {
    String description = UUID.randomUUID().toString();
    return new Call(
        "POST",
        PATH,
        admin,
        body(description),
        () -> assertEquals(1, Rows.webhooks().where("description", description).size()));
  }

  private static Call change(Person admin) {
    String id = endpoint(admin);
    return new Call(
        "PATCH",
        PATH + "/" + id,
        admin,
        Map.of("description", id),
        () -> assertEquals(1, Rows.webhooks().where("description", id).size()));
  }

  private static Call delete(Person admin) {
    String id = endpoint(admin);
    return new Call(
        "DELETE",
        PATH + "/" + id,
        admin,
        null,
        () -> assertEquals(0, Rows.webhooks().where("item_id", id).size()));
  }

  private static Call rotate(Person admin) {
    String id = endpoint(admin);
    return new Call(
        "POST",
        PATH + "/" + id + "/secret",
        admin,
        Map.of("overlap_seconds", 60),
        () ->
            assertEquals(2, Rows.webhooks().where("item_id", id).get(0).get("secrets").l().size()));
  }
}
