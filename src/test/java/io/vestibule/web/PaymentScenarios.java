package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.testing.Rows;
import io.vestibule.web.MutationScenarios.Call;
import io.vestibule.web.MutationScenarios.Scenario;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

/** Events of payment providers. */
final class PaymentScenarios {
  private PaymentScenarios() {}

  static Stream<Scenario> all() {
    return Stream.of(
        new Scenario("POST " + PaymentEvents.STRIPE, "", test -> stripe()),
        new Scenario("POST " + PaymentEvents.REVENUECAT, "", test -> revenueCat()));
  }

  private static Call stripe() {
    Person person = Api.register();
    String event =
        PaymentEvents.subscription(
            "created",
            1,
            PaymentEvents.id("cus_"),
            PaymentEvents.id("sub_"),
            "active",
            "price_pro",
            Map.of("user_id", person.userId()));
    return new Call(
        "POST " + PaymentEvents.STRIPE,
        "Stripe-Signature: "
            + PaymentEvents.signature(event, Instant.now().getEpochSecond(), PaymentEvents.SECRET)
            + "\r\n",
        event,
        () -> assertPaid(person));
  }

  private static Call revenueCat() {
    Person person = Api.register();
    return new Call(
        "POST " + PaymentEvents.REVENUECAT,
        "Authorization: " + PaymentEvents.AUTHORIZATION + "\r\n",
        PaymentEvents.revenueCat(
            "INITIAL_PURCHASE", System.currentTimeMillis(), person.userId(), Map.of()),
        () -> assertPaid(person));
  }

  private static void assertPaid(Person person) {
    assertEquals("pro", Rows.users().find(person.userId()).orElseThrow().get("plan").s());
  }
}
