package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.payment.PaymentEvent.Move;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  private static final String SANDBOX = "SANDBOX";

  /** Such a name is no account's. */
  private static final String ANONYMOUS = "$RCAnonymousID:";

  /** Each name costs reads and writes. */
  private static final int MOST_NAMES = 20;

  private final PaymentJson json;
  private final boolean sandbox;

  RevenueCatEvents(PaymentJson json, RevenueCatConfig config) {
    this.json = json;
    this.sandbox = config.sandbox();
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

  private static PaymentEvent purchase(String id, String type, JsonNode event) {
    long at = PaymentJson.time(event, "event_timestamp_ms", 1);
    String customer = PaymentJson.requiredId(event, "app_user_id");
    Set<String> users = new LinkedHashSet<>(List.of(customer));
    PaymentJson.name(event, "original_app_user_id").ifPresent(users::add);
    users.addAll(PaymentJson.names(event, "aliases"));
    users.removeIf(name -> name.startsWith(ANONYMOUS));
    Subscription subscription =
        new Subscription(
            PaymentJson.id(event, "original_transaction_id")
                .orElseGet(() -> PaymentJson.requiredId(event, "product_id")),
            new EventOrder(at, rank(type), id),
            isOver(type, event, at) ? List.of() : entitlements(event));
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
    JsonNode expiration = event.path("expiration_at_ms");
    return type.equals(EXPIRATION)
        || (type.equals(CANCELLATION)
            && (!expiration.isIntegralNumber() || expiration.longValue() <= at));
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
