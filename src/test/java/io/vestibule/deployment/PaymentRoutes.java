package io.vestibule.deployment;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.PaymentEvents;
import java.util.Map;

/** The measured events of payment providers. */
final class PaymentRoutes {
  private static final int OK = 200;

  private PaymentRoutes() {}

  static void measure(MeasuredRoutes routes) {
    Person person = Api.register();
    person.request().get("/api/user/profile").then().statusCode(OK);
    String customer = PaymentEvents.id("cus_");
    String subscription = PaymentEvents.id("sub_");
    routes.call(
        "POST /api/hooks/stripe, checkout",
        OK,
        () -> PaymentEvents.sendStripe(PaymentEvents.checkout(1, customer, person.userId())),
        0);
    String active =
        PaymentEvents.subscription("created", 2, customer, subscription, "active", "price_pro");
    routes.call("POST /api/hooks/stripe, new plan", OK, () -> PaymentEvents.sendStripe(active), 0);
    routes.call(
        "POST /api/hooks/stripe, same plan",
        OK,
        () ->
            PaymentEvents.sendStripe(
                PaymentEvents.subscription(
                    "updated", 3, customer, subscription, "active", "price_pro")),
        0);
    routes.call("POST /api/hooks/stripe, repeated", OK, () -> PaymentEvents.sendStripe(active), 0);
    Person other = Api.register();
    other.request().get("/api/user/profile").then().statusCode(OK);
    routes.call(
        "POST /api/hooks/revenuecat, new plan",
        OK,
        () ->
            PaymentEvents.sendRevenueCat(
                PaymentEvents.revenueCat(
                    "INITIAL_PURCHASE", System.currentTimeMillis(), other.userId(), Map.of())),
        0);
  }
}
