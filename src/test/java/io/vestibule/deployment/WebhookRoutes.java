package io.vestibule.deployment;

import io.restassured.response.Response;
import io.vestibule.testing.Api.Person;
import java.util.List;
import java.util.Map;

/** The measured requests for webhook endpoints. */
final class WebhookRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final String ENDPOINTS = "/api/admin/webhooks";

  private WebhookRoutes() {}

  static void measure(MeasuredRoutes routes, Person admin) {
    List<String> earlier = admin.request().get(ENDPOINTS).path("webhooks.id");
    earlier.forEach(id -> admin.request().delete(ENDPOINTS + "/" + id));
    // A disabled one: events of other tests do not reach it.
    Response created =
        routes.call(
            "POST /api/admin/webhooks",
            CREATED,
            () ->
                admin
                    .request()
                    .body(
                        Map.of(
                            "url",
                            "https://hooks.example.org/",
                            "events",
                            List.of("user.*"),
                            "enabled",
                            false))
                    .post(ENDPOINTS),
            0);
    String endpoint = ENDPOINTS + "/" + created.path("webhook.id");
    routes.call("GET /api/admin/webhooks, one", OK, () -> admin.request().get(ENDPOINTS), 0);
    routes.call("GET /api/admin/webhooks/{id}", OK, () -> admin.request().get(endpoint), 0);
    routes.call(
        "PATCH /api/admin/webhooks/{id}",
        OK,
        () -> admin.request().body(Map.of("description", "Billing")).patch(endpoint),
        0);
    routes.call(
        "POST /api/admin/webhooks/{id}/secret",
        OK,
        () -> admin.request().body(Map.of("overlap_seconds", 60)).post(endpoint + "/secret"),
        0);
    routes.call(
        "POST /api/admin/webhooks/{id}/test",
        ACCEPTED,
        () -> admin.request().post(endpoint + "/test"),
        0);
    routes.call(
        "GET /api/admin/webhooks/{id}/deliveries",
        OK,
        () -> admin.request().get(endpoint + "/deliveries"),
        0);
    routes.call(
        "DELETE /api/admin/webhooks/{id}", NO_CONTENT, () -> admin.request().delete(endpoint), 0);
  }
}
