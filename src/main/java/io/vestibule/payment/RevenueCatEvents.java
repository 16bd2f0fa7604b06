package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.payment.PaymentEvent.Move;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What events of RevenueCat say. A cancellation ends the renewal and not the entitlement, which
 * ends with {@code EXPIRATION}, or at once if the purchase was refunded.
 */
@ApplicationScoped
class RevenueCatEvents {
  private static final String CANCELLATION = "CANCELLATION";
  private static final String EXPIRATION = "EXPIRATION";
  private static final String TRANSFER = "TRANSFER";

  /** Events that state which entitlements a purchase gives. */
  private static final Set<String> PURCHASES =
      Set.of(
          "INITIAL_PURCHASE",
          "NON_RENEWING_PURCHASE",
          "RENEWAL",
          "UNCANCELLATION",
          "SUBSCRIPTION_EXTENDED",
          "SUBSCRIPTION_PAUSED",
          "TEMPORARY_ENTITLEMENT_GRANT",
          "REFUND_REVERSED",
          "BILLING_ISSUE",
          CANCELLATION,
          EXPIRATION);

  private static final String EXPIRATION_TIME = "expiration_at_ms";
  private static final String GRACE_TIME = "grace_period_expiration_at_ms";
  private static final String SANDBOX = "SANDBOX";

  /** Such a name is no account's. */
  private static final String ANONYMOUS = "$RCAnonymousID:";

  /** Each name costs reads and writes. */
  private static final int MOST_NAMES = 20;

  private final PaymentJson json;
  private final boolean sandbox;
  private final Duration grace;

  RevenueCatEvents(PaymentJson json, RevenueCatConfig config) {
    this.json = json;
    this.sandbox = config.sandbox();
    this.grace = config.grace();
  }

  /**
   * @return empty if nothing depends on the event
   * @throws ApiException {@link ErrorCode#MALFORMED_JSON}, {@link ErrorCode#INVALID_REQUEST}
   */
  Optional<PaymentEvent> parse(byte[] body) {
    JsonNode event = json.read(body).path("event");
    String id = PaymentJson.requiredId(event, "id");
    String type = PaymentJson.requiredId(event, "type");
    boolean counts = sandbox || !event.path("environment").asText().equals(SANDBOX);
    if (counts && PURCHASES.contains(type)) {
      return Optional.of(purchase(id, type, event));
    }
    return counts && type.equals(TRANSFER) ? transfer(id, event) : Optional.empty();
  }

  private PaymentEvent purchase(String id, String type, JsonNode event) {
    long at = PaymentJson.time(event, "event_timestamp_ms", 1);
    String customer = PaymentJson.requiredId(event, "app_user_id");
    Set<String> users = new LinkedHashSet<>(List.of(customer));
    PaymentJson.name(event, "original_app_user_id").ifPresent(users::add);
    users.addAll(PaymentJson.names(event, "aliases"));
    users.removeIf(name -> name.startsWith(ANONYMOUS));
    Subscription subscription =
        Subscription.of(
            PaymentJson.id(event, "original_transaction_id")
                .orElseGet(() -> PaymentJson.requiredId(event, "product_id")),
            new Report(
                new EventOrder(at, rank(type), id),
                isOver(type, event, at) ? List.of() : entitlements(event),
                lapse(event),
                Optional.empty()));
    return new Change(
        Provider.REVENUECAT,
        id,
        customer,
        users.stream().limit(MOST_NAMES).toList(),
        Optional.of(subscription),
        at);
  }

  /** A refund ends a purchase: its expiration has passed, or it never had one. */
  private static boolean isOver(String type, JsonNode event, long at) {
    JsonNode expiration = event.path(EXPIRATION_TIME);
    return type.equals(EXPIRATION)
        || (type.equals(CANCELLATION)
            && (!expiration.isIntegralNumber() || expiration.longValue() <= at));
  }

  /** Purchases for ever have no expiration; a store can give time to correct a failed payment. */
  private OptionalLong lapse(JsonNode event) {
    OptionalLong last =
        Stream.of(EXPIRATION_TIME, GRACE_TIME)
            .filter(event::hasNonNull)
            .mapToLong(member -> PaymentJson.time(event, member, 1))
            .max();
    return event.hasNonNull(EXPIRATION_TIME)
        ? Subscription.lapse(last, grace)
        : OptionalLong.empty();
  }

  private static List<String> entitlements(JsonNode event) {
    List<String> several = PaymentJson.names(event, "entitlement_ids");
    return several.isEmpty()
        ? PaymentJson.name(event, "entitlement_id").stream().toList()
        : several.stream().distinct().toList();
  }

  private static Optional<PaymentEvent> transfer(String id, JsonNode event) {
    long at = PaymentJson.time(event, "event_timestamp_ms", 1);
    List<String> to =
        PaymentJson.names(event, "transferred_to").stream().limit(MOST_NAMES).toList();
    List<String> from =
        PaymentJson.names(event, "transferred_from").stream()
            .filter(name -> !to.contains(name))
            .distinct()
            .limit(MOST_NAMES)
            .toList();
    return to.isEmpty() || from.isEmpty()
        ? Optional.empty()
        : Optional.of(new Move(Provider.REVENUECAT, id, from, to, at));
  }

  /** Decides between events of one millisecond. */
  private static int rank(String type) {
    return switch (type) {
      case CANCELLATION -> 1;
      case EXPIRATION -> 2;
      default -> 0;
    };
  }
}
