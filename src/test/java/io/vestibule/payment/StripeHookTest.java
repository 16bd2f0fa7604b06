package io.vestibule.payment;

import static io.vestibule.testing.PaymentEvents.checkout;
import static io.vestibule.testing.PaymentEvents.entitlements;
import static io.vestibule.testing.PaymentEvents.id;
import static io.vestibule.testing.PaymentEvents.sendStripe;
import static io.vestibule.testing.PaymentEvents.signature;
import static io.vestibule.testing.PaymentEvents.stripe;
import static io.vestibule.testing.PaymentEvents.subscription;
import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.account.AccountAdministration;
import io.vestibule.account.AccountStatusChange;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.BackEnd;
import io.vestibule.testing.Concurrently;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StripeShapes;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.ServiceKeyScopes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@QuarkusTest
class StripeHookTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long THEN = 1_700_000_000;

  @Inject AccountAdministration administration;

  private final String customer = id("cus_");
  private final String subscription = id("sub_");

  static void assertOutcome(String outcome, Response answer) {
    answer.then().statusCode(200).body("outcome", equalTo(outcome));
  }

  /** The plan in the account and in the row of its API token. */
  static void assertPlan(String plan, Person person) {
    assertEquals(plan, Rows.users().find(person.userId()).orElseThrow().get("plan").s());
    assertEquals(
        List.of(plan),
        Rows.apiTokens().where("user_id", person.userId()).stream()
            .filter(row -> row.containsKey("plan_type"))
            .map(row -> row.get("plan_type").s())
            .toList());
  }

  private static void assertCustomer(String customer, Person person) {
    assertEquals(
        customer, Rows.users().find(person.userId()).orElseThrow().get("stripe_customer_id").s());
    person.request().get("/api/user/profile").then().body("stripeCustomerId", equalTo(customer));
  }

  private String event(String kind, long time, String state) {
    return subscription(kind, time, customer, subscription, state, "price_pro");
  }

  @Test
  void aCheckoutAndItsSubscriptionSetCustomerAndPlan() {
    Person person = Api.register();

    assertOutcome("applied", sendStripe(checkout(THEN, customer, person.userId())));
    assertCustomer(customer, person);
    assertPlan("free", person);
    assertOutcome("applied", sendStripe(event("created", THEN, "incomplete")));
    assertPlan("free", person);
    assertOutcome("applied", sendStripe(event("updated", THEN + 1, "active")));
    assertPlan("pro", person);
    assertOutcome("applied", sendStripe(event("deleted", THEN + 9, "canceled")));
    assertPlan("free", person);
    assertCustomer(customer, person);

    // The audit trail is stored shortly after.
    Eventually.holds(
        () ->
            assertEquals(
                List.of("plan-change", "plan-change", "server-fields-change"),
                Rows.securityEvents().where("user_id", person.userId()).stream()
                    .filter(row -> row.containsKey("actor"))
                    .filter(row -> row.get("actor").s().equals("stripe"))
                    .map(row -> row.get("act").s())
                    .sorted()
                    .toList()));
  }

  @Test
  void aSubscriptionThatArrivesBeforeItsCheckoutIsNotLost() {
    Person person = Api.register();

    assertOutcome("unknown-user", sendStripe(event("updated", THEN, "active")));
    assertPlan("free", person);
    assertOutcome("applied", sendStripe(checkout(THEN, customer, person.userId())));

    assertPlan("pro", person);
    assertFalse(row("stripe:" + customer).containsKey("expires_at"));
  }

  private void setCustomer(Person person) {
    BackEnd.withScopes(ServiceKeyScopes.USERS_WRITE)
        .request()
        .body(Map.of("stripe_customer_id", customer))
        .patch("/api/admin/users/" + person.userId())
        .then()
        .statusCode(200);
  }

  @Test
  void anEventOfAnUnknownUserCountsWhenItIsSentAgain() {
    Person person = Api.register();
    String active = event("updated", THEN, "active");
    assertOutcome("unknown-user", sendStripe(active));
    Map<String, AttributeValue> stored = row("stripe:" + customer);
    assertOutcome("unknown-user", sendStripe(active));
    assertEquals(stored, row("stripe:" + customer));
    setCustomer(person);

    // The index by customer number is eventually consistent.
    Eventually.holds(
        () -> {
          sendStripe(active);
          assertPlan("pro", person);
        });
    assertOutcome("repeated", sendStripe(active));
  }

  @Test
  void theCustomerNumberThatABackEndHasSetNamesTheUser() {
    Person person = Api.register();
    setCustomer(person);

    // The index by customer number is eventually consistent.
    Eventually.holds(
        () -> {
          sendStripe(event("updated", THEN, "active"));
          assertPlan("pro", person);
        });
  }

  @Test
  void metadataOfASubscriptionNamesTheUser() {
    Person person = Api.register();

    assertOutcome(
        "applied",
        sendStripe(
            subscription(
                "created",
                THEN,
                customer,
                subscription,
                "trialing",
                "price_pro",
                Map.of("user_id", person.userId()))));

    assertPlan("pro", person);
    assertCustomer(customer, person);
  }

  @Test
  void repeatedAndOlderEventsChangeNothing() {
    Person person = Api.register();
    String active = event("updated", THEN + 1, "active");
    String deleted = event("deleted", THEN + 2, "canceled");
    sendStripe(checkout(THEN, customer, person.userId()));
    assertOutcome("applied", sendStripe(active));
    assertOutcome("repeated", sendStripe(active));
    assertOutcome("applied", sendStripe(deleted));

    assertOutcome("repeated", sendStripe(active));
    assertOutcome("unchanged", sendStripe(event("updated", THEN + 1, "active")));

    assertPlan("free", person);
  }

  @Test
  void theLargestOfSeveralPlansCounts() {
    Person person = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    sendStripe(event("created", THEN, "active"));
    String other = id("sub_");
    sendStripe(subscription("created", THEN, customer, other, "active", "price_boundless"));
    assertPlan("boundless", person);
    sendStripe(subscription("deleted", THEN + 1, customer, other, "canceled", "price_boundless"));
    assertPlan("pro", person);
    sendStripe(entitlements(THEN, customer, "unmapped", "feature-boundless"));
    assertPlan("boundless", person);
    sendStripe(entitlements(THEN + 1, customer));
    assertPlan("pro", person);
    sendStripe(
        subscription("updated", THEN + 2, customer, subscription, "active", "price_unknown"));
    assertPlan("free", person);
  }

  @Test
  void anAdministratorsPlanStaysUntilThePaidPlanChanges() {
    Person person = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    sendStripe(event("created", THEN, "active"));
    administration
        .change(person.userId(), AccountStatusChange.plan("boundless"), "test")
        .await()
        .atMost(PATIENCE);

    assertOutcome("applied", sendStripe(event("updated", THEN + 1, "past_due")));
    assertPlan("boundless", person);
    assertOutcome("applied", sendStripe(event("updated", THEN + 2, "unpaid")));
    assertPlan("free", person);
  }

  @Test
  void aSecondCustomerOfAUserCountsButDoesNotReplaceTheNumber() {
    Person person = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    String second = id("cus_");
    sendStripe(checkout(THEN, second, person.userId()));
    sendStripe(subscription("created", THEN, second, id("sub_"), "active", "price_pro"));

    assertPlan("pro", person);
    assertCustomer(customer, person);
  }

  @Test
  void aCustomerStaysWithItsUser() {
    Person person = Api.register();
    Person other = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    sendStripe(checkout(THEN + 1, customer, other.userId()));
    sendStripe(event("created", THEN, "active"));

    assertPlan("pro", person);
    assertPlan("free", other);
    assertFalse(Rows.users().find(other.userId()).orElseThrow().containsKey("stripe_customer_id"));
  }

  @Test
  void eventsThatDecideNothingAreIgnored() {
    Person person = Api.register();
    Map.of(
            "customer.updated", "customer",
            "invoice.paid", "invoice",
            "price.updated", "price",
            "product.updated", "product")
        .forEach(
            (type, object) ->
                assertOutcome(
                    "ignored", sendStripe(stripe(type, THEN, StripeShapes.PINNED.object(object)))));
    String connected =
        event("created", THEN, "active")
            .replaceFirst("\\{", "{\"account\":\"acct_1\",")
            .replace("\"metadata\":{}", "\"metadata\":{\"user_id\":\"" + person.userId() + "\"}");
    assertOutcome("ignored", sendStripe(connected));
    assertPlan("free", person);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("", ErrorCode.INVALID_REQUEST),
        Arguments.of("[]", ErrorCode.INVALID_REQUEST),
        Arguments.of("{}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{", ErrorCode.MALFORMED_JSON),
        Arguments.of("{\"id\":1,\"type\":\"a\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of("{\"id\":\"e\",\"id\":\"e\"}", ErrorCode.MALFORMED_JSON),
        Arguments.of("{\"id\":\"e\",\"type\":\"a\"} {}", ErrorCode.MALFORMED_JSON),
        Arguments.of(
            "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", ErrorCode.MALFORMED_JSON),
        Arguments.of("{\"id\":\"e\",\"type\":\"\\ud800\"}", ErrorCode.INVALID_REQUEST),
        Arguments.of(
            "{\"id\":\"e\",\"type\":\"a\",\"created\":1e9999999999}", ErrorCode.MALFORMED_JSON),
        Arguments.of(
            subscription("created", -1, "cus_1", "sub_1", "active", "p"),
            ErrorCode.INVALID_REQUEST),
        Arguments.of(
            subscription("created", Long.MAX_VALUE, "cus_1", "sub_1", "active", "p"),
            ErrorCode.INVALID_REQUEST),
        Arguments.of(
            subscription("created", THEN, "cus 1", "sub_1", "active", "p"),
            ErrorCode.INVALID_REQUEST),
        Arguments.of(
            subscription("created", THEN, "cus_1", "s".repeat(256), "active", "p"),
            ErrorCode.INVALID_REQUEST),
        Arguments.of(
            stripe(
                "customer.subscription.created",
                THEN,
                Map.of("object", "subscription", "id", "sub_1", "status", Map.of())),
            ErrorCode.INVALID_REQUEST),
        Arguments.of(
            stripe("checkout.session.completed", THEN, Map.of("customer", List.of("cus_1"))),
            ErrorCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @MethodSource
  void malformed(String body, ErrorCode expected) {
    assertProblem(sendStripe(body), expected);
  }

  @Test
  void forgedAndReplayedEventsAreRefused() {
    Person person = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    String body = event("created", THEN, "active");
    long now = Instant.now().getEpochSecond();

    assertProblem(Api.json().body(body).post(PaymentEvents.STRIPE), ErrorCode.SIGNATURE_INVALID);
    for (String bad :
        List.of(
            signature(body, now, "whsec_ofSomebodyElse0123456789012"),
            signature(body + " ", now, PaymentEvents.SECRET),
            signature(body, now - 600, PaymentEvents.SECRET),
            signature(body, now + 600, PaymentEvents.SECRET))) {
      assertProblem(sendStripe(body, bad), ErrorCode.SIGNATURE_INVALID);
    }
    assertPlan("free", person);

    assertOutcome("applied", sendStripe(body, signature(body, now, PaymentEvents.OLD_SECRET)));
    assertPlan("pro", person);
  }

  @Test
  void anUnknownUserIsRememberedForAWhile() {
    String someone = "nobody-" + customer;
    assertOutcome("unknown-user", sendStripe(checkout(THEN, customer, someone)));
    assertOutcome("unknown-user", sendStripe(event("created", THEN, "active")));

    assertTrue(row("stripe:" + customer).containsKey("expires_at"));
  }

  @Test
  void erasureForgetsTheCustomer() {
    Person person = Api.register();
    sendStripe(checkout(THEN, customer, person.userId()));
    sendStripe(event("created", THEN, "active"));
    person
        .request()
        .get("/api/user/export")
        .then()
        .statusCode(200)
        .body("payment_customers[0].customer", equalTo(customer))
        .body("payment_customers[0].subscriptions[0].id", equalTo(subscription));

    person
        .request()
        .body(Map.of("password", person.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);

    Eventually.holds(
        () -> {
          assertTrue(Rows.payments().find("stripe:" + customer).isEmpty());
          assertTrue(Rows.payments().find("user:" + person.userId()).isEmpty());
        });
    assertOutcome("unknown-user", sendStripe(event("deleted", THEN + 1, "canceled")));
    assertTrue(Rows.users().find(person.userId()).isEmpty());
  }

  /** On the store, with four deliveries at a time: what 1,000 orders prove on the rules. */
  @Test
  void concurrentDeliveriesInAnyOrderEndWithTheLatestState() {
    Random random = new Random(7);
    for (int round = 0; round < 5; round++) {
      Person person = Api.register();
      String payer = id("cus_");
      String first = id("sub_");
      String second = id("sub_");
      List<String> events =
          new ArrayList<>(
              List.of(
                  checkout(THEN, payer, person.userId()),
                  subscription("created", THEN, payer, first, "incomplete", "price_pro"),
                  subscription("updated", THEN, payer, first, "active", "price_pro"),
                  subscription("created", THEN + 2, payer, second, "active", "price_boundless"),
                  subscription("updated", THEN + 3, payer, first, "past_due", "price_pro"),
                  subscription("deleted", THEN + 4, payer, second, "canceled", "price_boundless")));
      if (round % 2 == 0) {
        events.add(subscription("deleted", THEN + 5, payer, first, "canceled", "price_pro"));
      }
      events.addAll(events.subList(0, 3));
      Collections.shuffle(events, random);
      int each = (events.size() + 3) / 4;

      Concurrently.run(
          4,
          part -> {
            events.stream()
                .skip((long) part * each)
                .limit(each)
                .forEach(
                    event ->
                        Eventually.holds(() -> assertEquals(200, sendStripe(event).statusCode())));
            return part;
          });

      assertPlan(round % 2 == 0 ? "free" : "pro", person);
      assertCustomer(payer, person);
    }
  }

  @Test
  void onlyJsonIsAccepted() {
    assertProblem(
        Api.json().contentType("text/plain").body("{}").post(PaymentEvents.STRIPE),
        ErrorCode.NOT_JSON);
    assertProblem(Api.json().get(PaymentEvents.STRIPE), ErrorCode.METHOD_NOT_ALLOWED);
  }

  @Test
  void aTooLargeBodyIsRefused() {
    assertProblem(sendStripe("{\"id\":\"" + "e".repeat(300_000) + "\"}"), ErrorCode.TOO_LARGE);
  }

  private static Map<String, AttributeValue> row(String id) {
    return Rows.payments().find(id).orElseThrow();
  }
}
