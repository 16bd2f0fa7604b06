package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Requests to the routes of service keys. */
final class ServiceKeyScenarios {
  private static final String KEYS = "/api/admin/service-keys";

  private ServiceKeyScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("PATCH /api/admin/users/{id}", "increment", test -> increment()),
        new Scenario("PATCH /api/admin/users/{id}/profile", "", test -> setCustomer()),
        new Scenario("POST /api/admin/service-keys", "", ServiceKeyScenarios::create),
        new Scenario("PATCH /api/admin/service-keys/{id}", "", ServiceKeyScenarios::disable),
        new Scenario("POST /api/admin/service-keys/{id}/rotate", "", ServiceKeyScenarios::rotate),
        new Scenario("DELETE /api/admin/service-keys/{id}", "", ServiceKeyScenarios::revoke));
  }

  private static Call increment() {
    Person user = Api.register();
    String token = BackEnd.withScopes(ServiceKeyScopes.USERS_WRITE).secret();
    return new Call(
        "PATCH /api/admin/users/" + user.userId(),
        "Authorization: Bearer " + token + "\r\nIdempotency-Key: " + user.userId() + "\r\n",
        "{\"totalOrders\":{\"increment\":2}}",
        () -> assertEquals(2, (Integer) user.request().get("/api/user").path("totalOrders")));
  }

  private static Call setCustomer() {
    Person user = Api.register();
    return new Call(
        "PATCH",
        "/api/admin/users/" + user.userId() + "/profile",
        BackEnd.withScopes(ServiceKeyScopes.USERS_WRITE).secret(),
        Map.of("stripeCustomerId", "cus_1"),
        () ->
            assertEquals(
                "cus_1", user.request().get("/api/user/profile").<String>path("stripeCustomerId")));
  }

  private static Call create(MutationScenarios test) {
    Person admin = test.admin();
    String name = UUID.randomUUID().toString();
    return new Call(
        "POST",
        KEYS,
        admin,
        Map.of("name", name, "scopes", List.of(ServiceKeyScopes.USERS_READ)),
        () -> assertEquals(1, named(admin, name)));
  }

  private static Call disable(MutationScenarios test) {
    Person admin = test.admin();
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);
    return new Call(
        "PATCH",
        path(backEnd),
        admin,
        Map.of("enabled", false),
        () -> assertEquals(401, use(backEnd, admin).statusCode()));
  }

  private static Call rotate(MutationScenarios test) {
    Person admin = test.admin();
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);
    return new Call(
        "POST",
        path(backEnd) + "/rotate",
        admin,
        Map.of("overlap_seconds", 0),
        () -> assertEquals(401, use(backEnd, admin).statusCode()));
  }

  private static Call revoke(MutationScenarios test) {
    Person admin = test.admin();
    BackEnd backEnd = BackEnd.withScopes(ServiceKeyScopes.USERS_READ);
    return new Call(
        "DELETE",
        path(backEnd),
        admin,
        null,
        () -> assertEquals(404, admin.request().get(path(backEnd)).statusCode()));
  }

  private static Response use(BackEnd backEnd, Person person) {
    return backEnd.request().get("/api/admin/users/" + person.userId());
  }

  /** The newest keys are on the last page. */
  private static long named(Person admin, String name) {
    long found = 0;
    String cursor = null;
    do {
      var request = admin.request().queryParam("limit", 100);
      if (cursor != null) {
        request.queryParam("cursor", cursor);
      }
      Response page = request.get(KEYS);
      found += page.<List<String>>path("service_keys.name").stream().filter(name::equals).count();
      cursor = page.path("next_cursor");
    } while (cursor != null);
    return found;
  }

  private static String path(BackEnd backEnd) {
    return KEYS + "/" + backEnd.keyId();
  }
}
