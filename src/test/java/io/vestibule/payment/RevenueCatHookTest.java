package io.vestibule.payment;

import static io.vestibule.payment.StripeHookTest.assertOutcome;
import static io.vestibule.payment.StripeHookTest.assertPlan;
import static io.vestibule.testing.PaymentEvents.id;
import static io.vestibule.testing.PaymentEvents.revenueCat;
import static io.vestibule.testing.PaymentEvents.sendRevenueCat;
import static io.vestibule.testing.PaymentEvents.transfer;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class RevenueCatHookTest {
  /** Recent: purchases lapse after their expiration. */
  private static final long THEN = System.currentTimeMillis() - 100_000;

  private Person person;

  @BeforeEach
  void register() {
    person = Api.register();
  }

  private static void assertRevenueCatId(String id, Person person) {
    person.request().get("/api/user/profile").then().body("revenueCatId", equalTo(id));
  }

  private String event(String type, long at, Map<String, ?> further) {
    return revenueCat(type, at, person.userId(), further);
  }

  private String event(String type, long at) {
    return event(type, at, Map.of());
  }

  @Test
  void aPurchaseGivesThePlanUntilItExpires() {
    String purchase = event("INITIAL_PURCHASE", THEN);
    assertOutcome("applied", sendRevenueCat(purchase));
    assertPlan("pro", person);
    assertRevenueCatId(person.userId(), person);

    assertOutcome("repeated", sendRevenueCat(purchase));
    sendRevenueCat(event("BILLING_ISSUE", THEN + 1));
    sendRevenueCat(event("CANCELLATION", THEN + 2));
    assertPlan("pro", person);
    sendRevenueCat(event("EXPIRATION", THEN + 3));
    assertPlan("free", person);
    assertOutcome("unchanged", sendRevenueCat(event("RENEWAL", THEN + 1)));
    assertPlan("free", person);
    sendRevenueCat(event("RENEWAL", THEN + 4, Map.of("entitlement_ids", List.of("gold", "x"))));
    assertPlan("boundless", person);
    // A refund: it has expired already.
    sendRevenueCat(event("CANCELLATION", THEN + 5, Map.of("expiration_at_ms", THEN + 5)));
    assertPlan("free", person);
  }

  @Test
  void anAliasCanBeTheUserId() {
    String anonymous = "$RCAnonymousID:" + id("");
    assertOutcome(
        "applied",
        sendRevenueCat(
            revenueCat(
                "INITIAL_PURCHASE",
                THEN,
                anonymous,
                Map.of("aliases", List.of(anonymous, person.userId())))));

    assertPlan("pro", person);
    assertRevenueCatId(person.userId(), person);
  }

  @Test
  void namesThatNoSettingCouldContainAreLeftOut() {
    assertOutcome(
        "applied",
        sendRevenueCat(
            event(
                "RENEWAL",
                THEN,
                Map.of(
                    "entitlement_ids",
                    List.of(Map.of(), 1, "Zoë", "premium"),
                    "aliases",
                    List.of(Map.of(), "x".repeat(300))))));

    assertPlan("pro", person);
  }

  @Test
  void anIdThatABackEndHasSetStays() {
    BackEnd.withScopes(ServiceKeyScopes.USERS_WRITE)
        .request()
        .body(Map.of("revenueCatId", "rc_1"))
        .patch("/api/admin/users/" + person.userId() + "/profile")
        .then()
        .statusCode(200);

    sendRevenueCat(event("INITIAL_PURCHASE", THEN));

    assertRevenueCatId("rc_1", person);
    assertPlan("pro", person);
  }

  @Test
  void aTransferMovesWhatWasBoughtBeforeItInAnyOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 8; round++) {
      Person from = Api.register();
      Person to = Api.register();
      boolean ends = round % 2 == 0;
      List<String> events =
          new ArrayList<>(
              List.of(
                  revenueCat("INITIAL_PURCHASE", THEN, from.userId(), Map.of()),
                  revenueCat("RENEWAL", THEN + 1, from.userId(), Map.of()),
                  transfer(THEN + 2, from.userId(), to.userId()),
                  revenueCat("RENEWAL", THEN + 3, to.userId(), Map.of())));
      if (ends) {
        events.add(revenueCat("EXPIRATION", THEN + 4, to.userId(), Map.of()));
      }
      Collections.shuffle(events, random);

      events.forEach(event -> sendRevenueCat(event).then().statusCode(200));

      assertPlan("free", from);
      assertPlan(ends ? "free" : "pro", to);
    }
  }

  @Test
  void whatAnAnonymousUserBoughtIsTransferred() {
    String anonymous = "$RCAnonymousID:" + id("");
    assertOutcome(
        "unknown-user", sendRevenueCat(revenueCat("INITIAL_PURCHASE", THEN, anonymous, Map.of())));

    assertOutcome("applied", sendRevenueCat(transfer(THEN + 1, anonymous, person.userId())));

    assertPlan("pro", person);
  }

  @Test
  void bothProvidersTogetherGiveTheLargestPlan() {
    String customer = id("cus_");
    PaymentEvents.sendStripe(PaymentEvents.checkout(1, customer, person.userId()));
    PaymentEvents.sendStripe(
        PaymentEvents.subscription("created", 1, customer, id("sub_"), "active", "price_pro"));
    sendRevenueCat(event("INITIAL_PURCHASE", THEN, Map.of("entitlement_ids", List.of("gold"))));
    assertPlan("boundless", person);

    sendRevenueCat(event("EXPIRATION", THEN + 1));

    assertPlan("pro", person);
  }

  @Test
  void eventsThatDecideNothingAreIgnored() {
    assertOutcome("ignored", sendRevenueCat(event("TEST", THEN)));
    assertOutcome("ignored", sendRevenueCat(event("PRODUCT_CHANGE", THEN)));
    assertOutcome(
        "ignored",
        sendRevenueCat(event("INITIAL_PURCHASE", THEN, Map.of("environment", "SANDBOX"))));
    assertPlan("free", person);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("", ErrorCode.INVALID_REQUEST),
        Arguments.of("{", ErrorCode.MALFORMED_JSON),
        Arguments.of("{\"event\":[]}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"event\":{\"id\":\"1\"}}", ErrorCode.INVALID_REQUEST),
        Arguments.of(revenueCat("RENEWAL", -1, "somebody", Map.of()), ErrorCode.INVALID_REQUEST),
        Arguments.of(revenueCat("RENEWAL", THEN, "some body", Map.of()), ErrorCode.INVALID_REQUEST),
        Arguments.of(
            revenueCat("RENEWAL", THEN, "somebody", Map.of("aliases", "a")),
            ErrorCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @MethodSource
  void malformed(String body, ErrorCode expected) {
    assertProblem(sendRevenueCat(body), expected);
  }

  @Test
  void anotherAuthorizationIsRefused() {
    String body = event("INITIAL_PURCHASE", THEN);
    assertProblem(Api.json().body(body).post(PaymentEvents.REVENUECAT), ErrorCode.TOKEN_MISSING);
    for (String header :
        List.of(
            "Bearer " + person.token(),
            PaymentEvents.AUTHORIZATION + "x",
            PaymentEvents.AUTHORIZATION.substring("Bearer ".length()))) {
      assertProblem(
          Api.json().header("Authorization", header).body(body).post(PaymentEvents.REVENUECAT),
          ErrorCode.TOKEN_INVALID);
    }
    assertPlan("free", person);
  }
}
