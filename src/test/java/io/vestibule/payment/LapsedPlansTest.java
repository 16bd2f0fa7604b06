package io.vestibule.payment;

import static io.vestibule.payment.StripeHookTest.assertPlan;
import static io.vestibule.testing.PaymentEvents.id;
import static io.vestibule.testing.PaymentEvents.revenueCat;
import static io.vestibule.testing.PaymentEvents.sendRevenueCat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vestibule.account.AccountService;
import io.vestibule.account.Role;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.MutableClock;
import io.vestibule.testing.OwnOutbox;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.testing.Rows;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Plans whose end no event reports. */
@QuarkusTest
@TestProfile(OwnOutbox.class)
class LapsedPlansTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WEBHOOKS = "/api/admin/webhooks";

  @Inject LapsedPlans lapses;
  @Inject AccountService accounts;
  @Inject MutableClock clock;
  @Inject RevenueCatConfig revenueCat;
  @Inject StripeConfig stripe;

  private Person admin;
  private Person person;
  private String endpoint;

  @BeforeEach
  void register() {
    Person registered = Api.register();
    accounts.setRole(registered.userId(), Role.ADMIN).await().atMost(PATIENCE);
    admin = registered.loggedInAgain();
    endpoint =
        admin
            .request()
            // Nothing is sent to it: the outbox is off.
            .body(Map.of("url", "http://127.0.0.1:9/", "events", List.of("user.updated")))
            .post(WEBHOOKS)
            .path("webhook.id");
    person = Api.register();
  }

  @AfterEach
  void clean() {
    clock.reset();
    admin.request().delete(WEBHOOKS + "/" + endpoint).then().statusCode(204);
    Rows.outbox().where("kind", "webhook").forEach(row -> Rows.outbox().delete(row.get("id").s()));
  }

  private long inAnHour() {
    return clock.instant().plus(Duration.ofHours(1)).toEpochMilli();
  }

  private void purchase(String type, long expiration, Map<String, ?> further) {
    Map<String, Object> members = new HashMap<>(further);
    members.put("expiration_at_ms", expiration);
    sendRevenueCat(revenueCat(type, clock.instant().toEpochMilli(), person.userId(), members))
        .then()
        .statusCode(200);
  }

  private void lapse() {
    lapses.lapseDue().await().atMost(PATIENCE);
  }

  /** Events of the user that wait for their delivery. */
  private long events() {
    return Rows.outbox().where("kind", "webhook").stream()
        .filter(row -> row.toString().contains(person.userId()))
        .count();
  }

  private Map<String, AttributeValue> plans() {
    return Rows.payments().find("user:" + person.userId()).orElseThrow();
  }

  @Test
  void aLostExpirationEndsThePlanAfterTheGrace() {
    purchase("INITIAL_PURCHASE", inAnHour(), Map.of());
    assertPlan("pro", person);

    clock.advance(revenueCat.grace());
    lapse();
    assertPlan("pro", person);

    clock.advance(Duration.ofHours(2));
    lapse();
    assertPlan("free", person);
    assertFalse(plans().containsKey("due_at"), "nothing is due any more");

    purchase("RENEWAL", inAnHour(), Map.of());
    assertPlan("pro", person);
  }

  @Test
  void severalReplicasEndItOnce() {
    purchase("INITIAL_PURCHASE", inAnHour(), Map.of());
    clock.advance(revenueCat.grace().plusHours(2));

    Concurrently.run(
        4,
        replica -> {
          lapse();
          return replica;
        });
    lapse();

    assertPlan("free", person);
    assertEquals(2, events(), "one for each change of the plan");
    clock.reset();
    Eventually.holds(
        () -> {
          List<String> acts = person.request().get("/api/user/security-events").path("events.act");
          assertEquals(2, acts.stream().filter("plan-change"::equals).count(), acts::toString);
        });
  }

  @Test
  void aRenewalMovesTheEndWheneverItArrives() {
    for (int round = 0; round < 4; round++) {
      purchase("RENEWAL", inAnHour(), Map.of());
      clock.advance(revenueCat.grace().plusHours(2));
      Concurrently.run(
          3,
          number -> {
            if (number == 0) {
              purchase("RENEWAL", inAnHour(), Map.of());
            } else {
              lapse();
            }
            return number;
          });
      lapse();
      assertPlan("pro", person);
    }
  }

  @Test
  void aPurchaseForEverAndAStoresGraceDoNotLapse() {
    sendRevenueCat(
            revenueCat(
                "NON_RENEWING_PURCHASE",
                clock.instant().toEpochMilli(),
                person.userId(),
                nullExpiration()))
        .then()
        .statusCode(200);
    assertFalse(plans().containsKey("due_at"));
    clock.advance(Duration.ofDays(4000));
    lapse();
    assertPlan("pro", person);
    clock.reset();

    person = Api.register();
    long corrected = clock.instant().plus(Duration.ofDays(16)).toEpochMilli();
    purchase("BILLING_ISSUE", inAnHour(), Map.of("grace_period_expiration_at_ms", corrected));
    clock.advance(Duration.ofDays(15));
    lapse();
    assertPlan("pro", person);
    clock.advance(Duration.ofDays(3));
    lapse();
    assertPlan("free", person);
  }

  private static Map<String, Object> nullExpiration() {
    Map<String, Object> members = new HashMap<>();
    members.put("expiration_at_ms", null);
    return members;
  }

  @Test
  void theSmallerPlanRemainsThatIsStillPaid() {
    long later = clock.instant().plus(Duration.ofDays(60)).toEpochMilli();
    purchase("INITIAL_PURCHASE", later, Map.of("original_transaction_id", "1"));
    purchase(
        "INITIAL_PURCHASE",
        inAnHour(),
        Map.of("original_transaction_id", "2", "entitlement_ids", List.of("gold")));
    assertPlan("boundless", person);

    clock.advance(revenueCat.grace().plusHours(2));
    lapse();
    assertPlan("pro", person);
    assertTrue(plans().containsKey("due_at"));
  }

  @Test
  void aSubscriptionOfStripeLapsesAfterItsPeriod() {
    String customer = id("cus_");
    long now = clock.instant().getEpochSecond();
    PaymentEvents.sendStripe(PaymentEvents.checkout(now, customer, person.userId()));
    PaymentEvents.sendStripe(
            PaymentEvents.paidUntil(
                now + 3600,
                PaymentEvents.subscription(
                    "updated", now, customer, id("sub_"), "active", "price_pro")))
        .then()
        .statusCode(200);
    clock.advance(stripe.grace());
    lapse();
    assertPlan("pro", person);

    clock.advance(Duration.ofHours(2));
    lapse();
    assertPlan("free", person);
  }

  @Test
  void anAdministratorsPlanStays() {
    purchase("INITIAL_PURCHASE", inAnHour(), Map.of());
    admin
        .request()
        .body(Map.of("plan", "boundless"))
        .patch("/api/admin/users/" + person.userId())
        .then()
        .statusCode(200);
    // Renewed with another end: nothing that was paid for changes.
    purchase("RENEWAL", inAnHour() + 1000, Map.of());
    assertPlan("boundless", person);
    assertEquals(2, events());
  }
}
