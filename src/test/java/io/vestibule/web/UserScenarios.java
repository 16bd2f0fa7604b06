package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Rows;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests by which administrators create, invite and delete users and end their sessions. */
final class UserScenarios {
  private static final String USERS = "/api/admin/users";

  private UserScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST /api/admin/users", "", UserScenarios::create),
        new Scenario("POST /api/admin/users/{id}/invitation", "", UserScenarios::invite),
        new Scenario("DELETE /api/admin/users/{id}", "", UserScenarios::delete),
        new Scenario(
            "DELETE /api/admin/users/{id}/sessions/{session_id}", "", UserScenarios::endSession));
  }

  private static Call create(MutationScenarios test) {
    Person admin = test.admin();
    String email = Api.freshEmail();
    return new Call(
        "POST",
        USERS,
        admin,
        Map.of("email", email, "invite", true),
        () -> assertEquals(List.of(email), found(admin, email)));
  }

  private static Call invite(MutationScenarios test) {
    Person admin = test.admin();
    String userId =
        admin.request().body(Map.of("email", Api.freshEmail())).post(USERS).path("user_id");
    return new Call(
        "POST",
        USERS + "/" + userId + "/invitation",
        admin,
        null,
        () -> assertEquals(1, Rows.challenges().where("user_id", userId).size()));
  }

  private static Call delete(MutationScenarios test) {
    Person admin = test.admin();
    Person person = Api.register();
    return new Call(
        "DELETE",
        USERS + "/" + person.userId(),
        admin,
        null,
        () -> assertTrue(Rows.users().find(person.userId()).isEmpty()));
  }

  private static Call endSession(MutationScenarios test) {
    Person admin = test.admin();
    Person person = Api.register();
    String id = person.request().get("/api/auth/session").path("session.session_id");
    return new Call(
        "DELETE",
        USERS + "/" + person.userId() + "/sessions/" + id,
        admin,
        null,
        () -> assertEquals(401, person.request().get("/api/user").statusCode()));
  }

  private static List<String> found(Person admin, String email) {
    return admin.request().queryParam("email", email).get(USERS).path("users.email");
  }
}
