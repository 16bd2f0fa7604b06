package io.vestibule.payment;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.StoredItem;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of the payments table; the key is {@code id} (S), {@code version} (N) counts the
 * writes.
 *
 * <ul>
 *   <li>{@code event:<provider>:<id>}: a processed event of a known user, with {@code expires_at}
 *       (N, epoch seconds, TTL).
 *   <li>{@code <provider>:<customer>}: {@link Subscriber}, with {@code user_id} (S) or, as long as
 *       the user is unknown, {@code expires_at}; {@code subscriptions} (M, by id: {@code at} (N,
 *       milliseconds), {@code rank} (N), {@code event} (S), {@code grants} (L of S)); {@code
 *       transfers} (L of M: {@code to} (S), {@code at} (N)).
 *   <li>{@code user:<id>}: {@link PaidPlans}, with {@code user_id}, {@code plans} (M, subscriber to
 *       plan (S), empty for none), {@code applied} (S) and {@code metered} (BOOL).
 *   <li>{@code usage:<user id>}: {@link ReportedUsageStore}.
 * </ul>
 */
final class PaymentItems {
  static final String KEY = "id";
  static final String EXPIRY = "expires_at";
  static final String VERSION = "version";

  private PaymentItems() {}

  static Map<String, AttributeValue> key(String id) {
    return item().text(KEY, id).attributes();
  }

  static String eventId(Provider provider, String event) {
    return "event:" + provider.wire() + ":" + event;
  }

  static String userKey(String userId) {
    return "user:" + userId;
  }

  /**
   * @param expiry of a subscriber without a user
   */
  static Map<String, AttributeValue> write(Subscriber subscriber, Instant expiry) {
    Map<String, AttributeValue> subscriptions = new HashMap<>();
    subscriber.subscriptions().forEach((id, one) -> subscriptions.put(id, write(one)));
    Map<String, AttributeValue> row =
        item()
            .text(KEY, subscriber.id())
            .text("user_id", subscriber.userId().orElse(null))
            .value("subscriptions", AttributeValue.fromM(subscriptions))
            .value(
                "transfers",
                subscriber.transfers().isEmpty()
                    ? null
                    : AttributeValue.fromL(
                        subscriber.transfers().stream().map(PaymentItems::write).toList()))
            .number(VERSION, subscriber.version() + 1)
            .attributes();
    if (subscriber.userId().isEmpty()) {
      row.putAll(item().epochSeconds(EXPIRY, expiry).attributes());
    }
    return row;
  }

  static Subscriber readSubscriber(StoredItem row) {
    SortedMap<String, Subscription> subscriptions = new TreeMap<>();
    row.attributes()
        .get("subscriptions")
        .m()
        .forEach((id, one) -> subscriptions.put(id, subscription(id, StoredItem.of(one.m()))));
    AttributeValue transfers = row.attributes().get("transfers");
    return new Subscriber(
        row.text(KEY),
        Optional.ofNullable(row.textOrNull("user_id")),
        subscriptions,
        transfers == null
            ? List.of()
            : transfers.l().stream()
                .map(one -> StoredItem.of(one.m()))
                .map(one -> new Transfer(one.text("to"), one.number("at")))
                .toList(),
        row.number(VERSION));
  }

  static Map<String, AttributeValue> write(PaidPlans paid) {
    Map<String, AttributeValue> plans = new HashMap<>();
    paid.plans().forEach((id, plan) -> plans.put(id, AttributeValue.fromS(plan.orElse(""))));
    return item()
        .text(KEY, userKey(paid.userId()))
        .text("user_id", paid.userId())
        .value("plans", AttributeValue.fromM(plans))
        .text("applied", paid.applied().orElse(null))
        .value("metered", paid.isMetered() ? AttributeValue.fromBool(true) : null)
        .number(VERSION, paid.version() + 1)
        .attributes();
  }

  static PaidPlans readPlans(StoredItem row) {
    SortedMap<String, Optional<String>> plans = new TreeMap<>();
    row.attributes()
        .get("plans")
        .m()
        .forEach(
            (id, plan) -> plans.put(id, Optional.of(plan.s()).filter(name -> !name.isEmpty())));
    return new PaidPlans(
        row.text("user_id"),
        plans,
        Optional.ofNullable(row.textOrNull("applied")),
        row.flag("metered"),
        row.number(VERSION));
  }

  private static AttributeValue write(Subscription subscription) {
    return AttributeValue.fromM(
        item()
            .number("at", subscription.order().at())
            .number("rank", subscription.order().rank())
            .text("event", subscription.order().eventId())
            .value(
                "grants",
                AttributeValue.fromL(
                    subscription.grants().stream().map(AttributeValue::fromS).toList()))
            .attributes());
  }

  private static AttributeValue write(Transfer transfer) {
    return AttributeValue.fromM(
        item().text("to", transfer.to()).number("at", transfer.at()).attributes());
  }

  private static Subscription subscription(String id, StoredItem row) {
    return new Subscription(
        id,
        new EventOrder(row.number("at"), (int) row.number("rank"), row.text("event")),
        row.attributes().get("grants").l().stream().map(AttributeValue::s).toList());
  }
}
