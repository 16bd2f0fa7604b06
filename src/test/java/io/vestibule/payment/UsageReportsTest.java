package io.vestibule.payment;

import static io.vestibule.testing.PaymentEvents.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vestibule.crypto.Sealer;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.payment.FakeStripe.Fault;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Eventually;
import io.vestibule.testing.PaymentEvents;
import io.vestibule.testing.Rows;
import io.vestibule.testing.StoreFaults;
import io.vestibule.testing.StoreFaults.Side;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@QuarkusTest
class UsageReportsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** So many reports are read at a time. */
  private static final int PAGE = 25;

  /** Reads of a report and its transaction. */
  private static final int CALLS = 5;

  @Inject UsageReports reports;
  @Inject Sealer sealer;
  @Inject ObjectMapper json;
  @Inject Vertx vertx;

  private FakeStripe stripe;
  private StripeMeterChannel channel;
  private Person person;
  private String customer;
  private String apiToken;

  @BeforeEach
  void subscribe() {
    stripe = new FakeStripe();
    channel =
        new StripeMeterChannel(
            vertx,
            new StripeMeter(PaymentSettings.Stripe.reporting(stripe.url(), FakeStripe.KEY)),
            json);
    person = Api.register();
    customer = id("cus_");
    PaymentEvents.sendStripe(PaymentEvents.checkout(1, customer, person.userId()))
        .then()
        .statusCode(200);
    apiToken =
        Api.post("/api/auth/login", Api.credentials(person.email(), person.password()))
            .path("api_token");
  }

  @AfterEach
  void close() {
    channel.close();
    stripe.close();
    messages().forEach(message -> Rows.outbox().delete(message.get("id").s()));
  }

  private void use(int units) {
    Api.json()
        .header("X-API-Key", apiToken)
        .body(Map.of("units", units))
        .post("/api/usage")
        .then()
        .statusCode(200);
  }

  private long counter() {
    return person.request().get("/api/user/usage").jsonPath().getLong("usage_count");
  }

  private String row() {
    return "usage:" + person.userId();
  }

  private static long due(String id) {
    return Long.parseLong(Rows.payments().find(id).orElseThrow().get("due_at").n());
  }

  /** As after an hour. */
  private void report() {
    Rows.payments().set(row(), "due_at", AttributeValue.fromN("0"));
    reports.report(person.userId()).await().atMost(PATIENCE);
  }

  private List<Map<String, AttributeValue>> messages() {
    return Rows.outbox().where("user_id", person.userId()).stream()
        .filter(row -> row.get("kind").s().equals("stripe-meter-event"))
        .toList();
  }

  /** Delivers as the outbox does: what fails stays. */
  private void deliver() {
    for (Map<String, AttributeValue> message : messages()) {
      String id = message.get("id").s();
      byte[] payload =
          sealer
              .open(message.get("payload").b().asByteArray(), "vestibule/outbox/v1/" + id)
              .orElseThrow();
      try {
        channel.deliver(id, payload).await().atMost(PATIENCE);
        Rows.outbox().delete(id);
      } catch (RuntimeException failed) {
        assertFalse(String.valueOf(failed.getMessage()).contains(FakeStripe.KEY));
      }
    }
  }

  @Test
  void anEventHasTheUnitsSinceTheLastOne() {
    use(3);
    use(4);
    report();
    deliver();
    assertEquals(7, stripe.sum(customer));
    report();
    assertEquals(List.of(), messages());
    use(5);
    report();
    deliver();

    assertEquals(2, stripe.events(customer).size());
    assertEquals(12, stripe.sum(customer));
    assertEquals(12, counter());
  }

  @Test
  void nothingIsReportedBeforeItIsDue() {
    use(1);
    reports.report(person.userId()).await().atMost(PATIENCE);
    assertEquals(List.of(), messages());

    Rows.payments().set(row(), "due_at", AttributeValue.fromN("0"));
    reports.reportDue().await().atMost(PATIENCE);
    assertEquals(1, messages().size());
    assertTrue(due(row()) > Instant.now().getEpochSecond());
  }

  @Test
  void reportsThatFailDoNotHoldUpTheOthers() {
    List<String> broken = IntStream.range(0, PAGE).mapToObj(number -> id("usage:broken")).toList();
    try {
      Map<String, AttributeValue> row = new HashMap<>(Rows.payments().find(row()).orElseThrow());
      row.put("since", AttributeValue.fromS("never"));
      row.put("due_at", AttributeValue.fromN("0"));
      for (String id : broken) {
        row.put("id", AttributeValue.fromS(id));
        Rows.payments().put(row);
      }
      use(1);
      Rows.payments().set(row(), "due_at", AttributeValue.fromN("1"));
      long now = Instant.now().getEpochSecond();

      reports.reportDue().await().atMost(PATIENCE);

      assertEquals(1, messages().size());
      broken.forEach(id -> assertTrue(due(id) > now));
    } finally {
      broken.forEach(Rows.payments()::delete);
    }
  }

  @Test
  void theSumOfTheEventsIsTheCounterAfterCrashesAtAnyStep() {
    Fault[] faults = Fault.values();
    int round = 0;
    for (Side side : Side.values()) {
      for (int call = 1; call <= CALLS; call++) {
        use(1 + round % 3);
        try {
          StoreFaults.breaking(
              call,
              side,
              () -> {
                report();
                return null;
              });
        } catch (RuntimeException crashed) {
          // The next report finds what is missing.
        }
        stripe.next(faults[round % faults.length]);
        deliver();
        round++;
      }
    }
    report();
    for (int attempt = 0; attempt < 2 * CALLS && !messages().isEmpty(); attempt++) {
      deliver();
    }

    assertEquals(List.of(), messages());
    assertEquals(counter(), stripe.sum(customer));
  }

  @Test
  void reportsOfSeveralReplicasCountOnce() {
    use(9);
    Rows.payments().set(row(), "due_at", AttributeValue.fromN("0"));
    Uni.join()
        .all(
            reports.report(person.userId()),
            reports.report(person.userId()),
            reports.report(person.userId()))
        .andCollectFailures()
        .await()
        .atMost(PATIENCE);
    deliver();

    assertEquals(9, stripe.sum(customer));
  }

  @Test
  void anIdentifierThatStripeKnowsIsDelivered() {
    use(2);
    report();
    stripe.next(Fault.LOST);
    deliver();
    assertEquals(1, messages().size());
    deliver();

    assertEquals(List.of(), messages());
    assertEquals(2, stripe.sum(customer));
  }

  @Test
  void anEventThatStripeFailedToCountIsCountedAtTheNextAttempt() {
    use(2);
    report();
    stripe.next(Fault.BROKEN);
    deliver();
    assertEquals(1, messages().size());
    assertEquals(0, stripe.sum(customer));
    deliver();

    assertEquals(List.of(), messages());
    assertEquals(2, stripe.sum(customer));
  }

  @Test
  void theReasonOfAFailureIsTheStatusOnly() {
    byte[] payload =
        MeterEvent.of("other", customer, "user", YearMonth.of(2026, 11), 1, 1, Instant.now())
            .payload();

    DeliveryException failure =
        assertThrows(
            DeliveryException.class, () -> channel.deliver("1", payload).await().atMost(PATIENCE));

    assertEquals("Stripe answered with status 400", failure.getMessage());
  }

  @Test
  void usageOfAClosedMonthIsReportedInThatMonth() {
    YearMonth now = YearMonth.now(ZoneOffset.UTC);
    YearMonth before = now.minusMonths(1);
    ReportedUsage usage =
        ReportedUsage.starting("user", before, Instant.EPOCH)
            .reporting(new TreeMap<>(Map.of(before, 5L)), Instant.EPOCH);

    assertEquals(
        Map.of(before, 2L, now, 4L),
        usage.missing(new TreeMap<>(Map.of(before.minusMonths(1), 9L, before, 7L, now, 4L))));
    assertEquals(Map.of(), usage.missing(new TreeMap<>(Map.of(before, 5L))));
  }

  @Test
  void erasureEndsTheReports() {
    person
        .request()
        .body(Map.of("password", person.password()))
        .delete("/api/user")
        .then()
        .statusCode(204);

    Eventually.holds(() -> assertTrue(Rows.payments().find(row()).isEmpty()));
  }
}
