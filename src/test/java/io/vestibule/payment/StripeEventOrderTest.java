package io.vestibule.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.dynamo.StoredItem;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.testing.PaymentEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever order the events of a customer arrive in, its subscriptions end the same. */
class StripeEventOrderTest {
  private static final int ORDERS = 1_000;
  private static final long START = 1_700_000_000;
  private static final Instant NOW = Instant.ofEpochSecond(START);
  private static final List<String> PRICES = List.of("price_pro", "price_team", "price_other");
  private static final List<String> ONGOING = List.of("active", "trialing", "past_due", "unpaid");

  private final StripeEvents events =
      new StripeEvents(new PaymentJson(new ObjectMapper()), PaymentSettings.Stripe.with());

  /** The events of a customer in the order in which they happened, and what it has at the end. */
  private record History(List<String> events, List<String> grants) {}

  @Test
  void aThousandOrdersOfRandomHistoriesEndWithTheLatestState() {
    Random random = new Random(20261127);
    for (int round = 0; round < ORDERS; round++) {
      History history = history(random, random.nextInt(1, 4));
      List<String> deliveries = new ArrayList<>(history.events());
      // A quarter arrives twice.
      history.events().stream().filter(one -> random.nextInt(4) == 0).forEach(deliveries::add);
      Collections.shuffle(deliveries, random);

      Subscriber subscriber = Subscriber.unknown("stripe:cus_1");
      for (String delivery : deliveries) {
        subscriber = subscriber.with(subscription(delivery));
      }

      assertEquals(history.grants(), subscriber.grantsAt(NOW), "round " + round);
    }
  }

  @Test
  void eventsOfOneSecondAreOrderedByWhatTheySay() {
    String created = event("created", START, "sub_1", "incomplete", "price_pro");
    String paid = event("updated", START, "sub_1", "active", "price_pro");
    String deleted = event("deleted", START, "sub_1", "canceled", "price_pro");
    for (List<String> order :
        List.of(
            List.of(created, paid, deleted),
            List.of(created, deleted, paid),
            List.of(paid, created, deleted),
            List.of(paid, deleted, created),
            List.of(deleted, created, paid),
            List.of(deleted, paid, created))) {
      Subscriber all = Subscriber.unknown("stripe:cus_1");
      Subscriber withoutTheEnd = all;
      for (String one : order) {
        all = all.with(subscription(one));
        withoutTheEnd = one.equals(deleted) ? withoutTheEnd : withoutTheEnd.with(subscription(one));
      }
      assertEquals(List.of(), all.grantsAt(NOW));
      assertEquals(List.of("price_pro", "prod_of_price_pro"), withoutTheEnd.grantsAt(NOW));
    }
  }

  /** Stripe's time has whole seconds. Each event says from which state it led. */
  @Test
  void severalChangesWithinOneSecondEndWithTheLast() {
    Random random = new Random(20261128);
    for (int round = 0; round < ORDERS; round++) {
      History history = hastyHistory(random);
      List<String> deliveries = new ArrayList<>(history.events());
      history.events().stream().filter(one -> random.nextInt(4) == 0).forEach(deliveries::add);
      Collections.shuffle(deliveries, random);

      Subscriber subscriber = Subscriber.unknown("stripe:cus_1");
      for (String delivery : deliveries) {
        Subscriber known = subscriber.with(subscription(delivery));
        // As it is stored and read again.
        subscriber = PaymentItems.readSubscriber(StoredItem.of(PaymentItems.write(known, NOW)));
      }

      assertEquals(history.grants(), subscriber.grantsAt(NOW), "round " + round);
    }
  }

  /** A subscription of which every other second has up to five changes. */
  private static History hastyHistory(Random random) {
    List<String> all = new ArrayList<>();
    String price = PRICES.get(random.nextInt(PRICES.size()));
    String state = "incomplete";
    long time = START;
    all.add(event("created", time, "sub_1", state, price));
    for (int second = random.nextInt(6); second > 0; second--) {
      // The creation is also followed by changes within its second.
      for (int change = second % 2 == 0 ? 1 : 1 + random.nextInt(5); change > 0; change--) {
        String newState = random.nextInt(3) > 0 ? state : ONGOING.get(random.nextInt(4));
        String newPrice = random.nextInt(4) > 0 ? PRICES.get(random.nextInt(3)) : price;
        all.add(
            PaymentEvents.changedFrom(
                state, price, event("updated", time, "sub_1", newState, newPrice)));
        state = newState;
        price = newPrice;
      }
      time++;
    }
    return new History(
        all,
        List.of("active", "trialing", "past_due").contains(state)
            ? List.of(price, "prod_of_" + price)
            : List.of());
  }

  @Test
  void manySubscriptionsForgetTheOldestThatIsOver() {
    Subscriber subscriber = Subscriber.unknown("stripe:cus_1");
    subscriber = subscriber.with(subscription(event("created", START, "sub_a", "active", "p")));
    for (int i = 0; i < 2 * Subscriber.MOST_SUBSCRIPTIONS; i++) {
      subscriber =
          subscriber.with(
              subscription(event("deleted", START + 1 + i, "sub_" + i, "canceled", "p")));
    }

    assertEquals(Subscriber.MOST_SUBSCRIPTIONS, subscriber.subscriptions().size());
    assertEquals(List.of("p", "prod_of_p"), subscriber.grantsAt(NOW));
  }

  private static History history(Random random, int subscriptions) {
    List<String> all = new ArrayList<>();
    List<String> grants = new ArrayList<>();
    for (int number = 0; number < subscriptions; number++) {
      String id = "sub_" + number;
      long time = START + random.nextInt(100);
      String price = PRICES.get(random.nextInt(PRICES.size()));
      String state = "incomplete";
      all.add(event("created", time, id, state, price));
      // The first payment is often in the same second.
      time += random.nextInt(2);
      state = "active";
      all.add(event("updated", time, id, state, price));
      for (int change = random.nextInt(6); change > 0; change--) {
        time += 1 + random.nextInt(3);
        state = ONGOING.get(random.nextInt(ONGOING.size()));
        price = PRICES.get(random.nextInt(PRICES.size()));
        all.add(event("updated", time, id, state, price));
      }
      if (random.nextBoolean()) {
        time += random.nextInt(2);
        state = "canceled";
        all.add(event("deleted", time, id, state, price));
      }
      if (List.of("active", "trialing", "past_due").contains(state)) {
        grants.add(price);
        grants.add("prod_of_" + price);
      }
    }
    return new History(all, grants.stream().distinct().sorted().toList());
  }

  private static String event(String kind, long time, String id, String state, String price) {
    return PaymentEvents.subscription(kind, time, "cus_1", id, state, price);
  }

  private Subscription subscription(String event) {
    Change change = (Change) events.parse(event.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    return change.subscription().orElseThrow();
  }
}
