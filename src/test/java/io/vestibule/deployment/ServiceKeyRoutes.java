package io.vestibule.deployment;

import io.restassured.response.Response;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.web.ServiceKeyScopes;
import java.util.List;
import java.util.Map;

/** The measured requests for service keys and with them. */
final class ServiceKeyRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final String KEYS = "/api/admin/service-keys";

  private ServiceKeyRoutes() {}

  /**
   * @param user whose profile exists
   */
  static void measure(MeasuredRoutes routes, Person admin, Person user) {
    deleteAll(admin);
    Response created =
        routes.call(
            "POST /api/admin/service-keys",
            CREATED,
            () ->
                admin
                    .request()
                    .body(Map.of("name", "billing", "scopes", ServiceKeyScopes.ALL))
                    .post(KEYS),
            0);
    String key = KEYS + "/" + created.path("service_key.id");
    String secret = created.path("secret");
    String path = "/api/admin/users/" + user.userId();
    routes.call(
        "any request, service key not seen for 10 s", OK, () -> Api.bearer(secret).get(path), 0);
    routes.call(
        "GET /api/admin/users/{id} with a service key", OK, () -> Api.bearer(secret).get(path), 0);
    routes.call(
        "PATCH /api/admin/users/{id}, increment",
        OK,
        () ->
            Api.bearer(secret)
                .header("Idempotency-Key", "1")
                .body(Map.of("totalOrders", Map.of("increment", 1)))
                .patch(path),
        0);
    routes.call(
        "PATCH /api/admin/users/{id}, increment repeated",
        OK,
        () ->
            Api.bearer(secret)
                .header("Idempotency-Key", "1")
                .body(Map.of("totalOrders", Map.of("increment", 1)))
                .patch(path),
        0);
    routes.call(
        "PATCH /api/admin/users/{id}, customer number",
        OK,
        () -> Api.bearer(secret).body(Map.of("stripe_customer_id", "cus_1")).patch(path),
        0);
    routes.call(
        "GET /api/admin/users/{id}/profile",
        OK,
        () -> Api.bearer(secret).get(path + "/profile"),
        0);
    routes.call(
        "PATCH /api/admin/users/{id}/profile",
        OK,
        () -> Api.bearer(secret).body(Map.of("revenueCatId", "rc_1")).patch(path + "/profile"),
        0);
    // The first count of a day is a security event.
    Api.bearer(secret).post(path + "/usage").then().statusCode(OK);
    routes.call(
        "POST /api/admin/users/{id}/usage", OK, () -> Api.bearer(secret).post(path + "/usage"), 0);
    routes.call("GET /api/admin/service-keys", OK, () -> admin.request().get(KEYS), 0);
    routes.call("GET /api/admin/service-keys/{id}", OK, () -> admin.request().get(key), 0);
    routes.call(
        "PATCH /api/admin/service-keys/{id}",
        OK,
        () -> admin.request().body(Map.of("enabled", false)).patch(key),
        0);
    routes.call(
        "POST /api/admin/service-keys/{id}/rotate",
        OK,
        () -> admin.request().post(key + "/rotate"),
        0);
    routes.call(
        "DELETE /api/admin/service-keys/{id}", NO_CONTENT, () -> admin.request().delete(key), 0);
  }

  /** Lists, and the count before a creation, read all keys. */
  private static void deleteAll(Person admin) {
    List<String> ids;
    do {
      ids = admin.request().get(KEYS).path("service_keys.id");
      ids.forEach(id -> admin.request().delete(KEYS + "/" + id));
    } while (!ids.isEmpty());
  }
}
