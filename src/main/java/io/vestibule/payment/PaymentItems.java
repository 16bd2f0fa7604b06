package io.vestibule.payment;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 *       milliseconds), {@code rank} (N), {@code event} (S), {@code grants} (L of S), {@code
 *       lapses_at} (N, milliseconds), {@code before} and {@code after} (S), {@code others} (L of M:
 *       the same of earlier events)); {@code transfers} (L of M: {@code to} (S), {@code at} (N)).
 *   <li>{@code user:<id>}: {@link PaidPlans}, with {@code user_id}, {@code plans} (M, subscriber to
 *       plan (S), empty for none), {@code lapses} (M, subscriber to N, milliseconds), {@code
 *       applied} (S) and {@code metered} (BOOL); with lapses also {@code queue} (S, always {@value
 *       #QUEUE}) and {@code due_at} (N, epoch seconds).
 *   <li>{@code usage:<user id>}: {@link ReportedUsageStore}.
 * </ul>
 */
final class PaymentItems {
  static final String KEY = "id";
  static final String EXPIRY = "expires_at";
  static final String VERSION = "version";

  /** Users of whom a subscription lapses. */
  static final String QUEUE = "plans";

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
    Map<String, AttributeValue> lapses = new HashMap<>();
    paid.lapses().forEach((id, at) -> lapses.put(id, AttributeValue.fromN(Long.toString(at))));
    Item row =
        item()
            .text(KEY, userKey(paid.userId()))
            .text("user_id", paid.userId())
            .value("plans", AttributeValue.fromM(plans))
            .value("lapses", lapses.isEmpty() ? null : AttributeValue.fromM(lapses))
            .text("applied", paid.applied().orElse(null))
            .value("metered", paid.isMetered() ? AttributeValue.fromBool(true) : null)
            .number(VERSION, paid.version() + 1);
    paid.due().ifPresent(due -> row.text("queue", QUEUE).epochSeconds("due_at", due));
    return row.attributes();
  }

  static PaidPlans readPlans(StoredItem row) {
    SortedMap<String, Optional<String>> plans = new TreeMap<>();
    row.attributes()
        .get("plans")
        .m()
        .forEach(
            (id, plan) -> plans.put(id, Optional.of(plan.s()).filter(name -> !name.isEmpty())));
    SortedMap<String, Long> lapses = new TreeMap<>();
    if (row.has("lapses")) {
      row.attributes().get("lapses").m().forEach((id, at) -> lapses.put(id, Long.valueOf(at.n())));
    }
    return new PaidPlans(
        row.text("user_id"),
        plans,
        lapses,
        Optional.ofNullable(row.textOrNull("applied")),
        row.flag("metered"),
        row.number(VERSION));
  }

  private static AttributeValue write(Subscription subscription) {
    Report current = subscription.current();
    Item row = write(current);
    List<AttributeValue> others =
        subscription.reports().stream()
            .filter(one -> !one.equals(current))
            .map(one -> AttributeValue.fromM(write(one).attributes()))
            .toList();
    return AttributeValue.fromM(
        row.value("others", others.isEmpty() ? null : AttributeValue.fromL(others)).attributes());
  }

  private static Item write(Report report) {
    Item row =
        item()
            .number("at", report.order().at())
            .number("rank", report.order().rank())
            .text("event", report.order().eventId())
            .value(
                "grants",
                AttributeValue.fromL(report.grants().stream().map(AttributeValue::fromS).toList()));
    report.lapsesAt().ifPresent(time -> row.number("lapses_at", time));
    report.step().ifPresent(step -> row.text("before", step.before()).text("after", step.after()));
    return row;
  }

  private static AttributeValue write(Transfer transfer) {
    return AttributeValue.fromM(
        item().text("to", transfer.to()).number("at", transfer.at()).attributes());
  }

  private static Subscription subscription(String id, StoredItem row) {
    List<Report> reports = new ArrayList<>(List.of(report(row)));
    if (row.has("others")) {
      row.attributes().get("others").l().stream()
          .map(one -> report(StoredItem.of(one.m())))
          .forEach(reports::add);
    }
    return new Subscription(id, reports);
  }

  private static Report report(StoredItem row) {
    return new Report(
        new EventOrder(row.number("at"), (int) row.number("rank"), row.text("event")),
        row.attributes().get("grants").l().stream().map(AttributeValue::s).toList(),
        row.has("lapses_at") ? OptionalLong.of(row.number("lapses_at")) : OptionalLong.empty(),
        Optional.ofNullable(row.textOrNull("before"))
            .map(before -> new StateStep(before, row.text("after"))));
  }
}
