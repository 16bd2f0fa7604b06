package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.payment.PaymentEvent.Change;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What events of Stripe say. Each holds the object as it was when the event was made. */
@ApplicationScoped
class StripeEvents {
  /** Metadata of a checkout session or subscription with this name holds the user's id. */
  static final String USER_ID = "user_id";

  /** Stands for the entitlements of a customer among its subscriptions. */
  static final String ENTITLEMENTS = "entitlements";

  private static final String SUBSCRIPTION = "customer.subscription.";
  private static final String CREATED = SUBSCRIPTION + "created";
  private static final String DELETED = SUBSCRIPTION + "deleted";
  static final String SUMMARY = "entitlements.active_entitlement_summary.updated";
  static final Set<String> CHECKOUTS =
      Set.of("checkout.session.completed", "checkout.session.async_payment_succeeded");
  private static final String PERIOD_END = "current_period_end";
  private static final long MILLIS = 1000;

  /**
   * The states of a subscription in the order in which it usually passes through them. {@code
   * created} is in whole seconds, so it does not tell the order of a payment from the subscription
   * it pays.
   */
  static final List<String> STATES =
      List.of(
          "incomplete",
          "paused",
          "unpaid",
          "past_due",
          "trialing",
          "active",
          "incomplete_expired",
          "canceled");

  private final PaymentJson json;
  private final Set<String> activeStates;
  private final boolean clientReference;
  private final Duration grace;

  StripeEvents(PaymentJson json, StripeConfig config) {
    this.json = json;
    this.activeStates = Set.copyOf(config.activeStates());
    this.clientReference = config.clientReference();
    this.grace = config.grace();
  }

  /**
   * @return empty if nothing depends on the event
   * @throws ApiException {@link ErrorCode#MALFORMED_JSON}, {@link ErrorCode#INVALID_REQUEST}
   */
  Optional<PaymentEvent> parse(byte[] body) {
    JsonNode event = json.read(body);
    String id = PaymentJson.requiredId(event, "id");
    String type = PaymentJson.requiredId(event, "type");
    JsonNode object = event.path("data").path("object");
    if (PaymentJson.id(event, "account").isPresent()) {
      // Of a connected account, whose owner could name any user.
      return Optional.empty();
    }
    if (CHECKOUTS.contains(type)) {
      return checkout(id, event, object);
    }
    if (type.startsWith(SUBSCRIPTION) && object.path("object").asText().equals("subscription")) {
      return Optional.of(subscription(id, type, event, object));
    }
    return type.equals(SUMMARY) ? Optional.of(entitlements(id, event, object)) : Optional.empty();
  }

  /**
   * Links the customer to a user. A session without a customer, for example a guest's, does not.
   */
  private Optional<PaymentEvent> checkout(String id, JsonNode event, JsonNode session) {
    List<String> users = new ArrayList<>(userOf(session));
    if (clientReference) {
      PaymentJson.name(session, "client_reference_id").ifPresent(users::add);
    }
    return PaymentJson.id(session, "customer")
        .map(
            customer ->
                new Change(Provider.STRIPE, id, customer, users, Optional.empty(), created(event)));
  }

  private PaymentEvent subscription(String id, String type, JsonNode event, JsonNode object) {
    String state = PaymentJson.requiredId(object, "status");
    long at = created(event);
    Set<String> grants = new TreeSet<>();
    if (!type.equals(DELETED) && activeStates.contains(state)) {
      for (JsonNode item : object.path("items").path("data")) {
        JsonNode price = item.path("price");
        PaymentJson.name(price, "id").ifPresent(grants::add);
        PaymentJson.name(price, "product").ifPresent(grants::add);
        PaymentJson.name(price, "lookup_key").ifPresent(grants::add);
      }
    }
    Subscription subscription =
        Subscription.of(
            PaymentJson.requiredId(object, "id"),
            new Report(
                new EventOrder(at, rank(type, state), id),
                List.copyOf(grants),
                lapse(object),
                StripeSteps.ofSubscription(type, event)));
    return new Change(
        Provider.STRIPE,
        id,
        PaymentJson.requiredId(object, "customer"),
        userOf(object),
        Optional.of(subscription),
        at);
  }

  /** The end of the paid period, which versions of the API have at different places. */
  private OptionalLong lapse(JsonNode subscription) {
    LongStream ends =
        Stream.concat(
                Stream.of(subscription),
                StreamSupport.stream(subscription.path("items").path("data").spliterator(), false))
            .filter(object -> object.hasNonNull(PERIOD_END))
            .mapToLong(object -> PaymentJson.time(object, PERIOD_END, MILLIS));
    return Subscription.lapse(ends.max(), grace);
  }

  private PaymentEvent entitlements(String id, JsonNode event, JsonNode summary) {
    long at = created(event);
    Set<String> grants = new TreeSet<>();
    for (JsonNode entitlement : summary.path("entitlements").path("data")) {
      PaymentJson.name(entitlement, "lookup_key").ifPresent(grants::add);
    }
    return new Change(
        Provider.STRIPE,
        id,
        PaymentJson.requiredId(summary, "customer"),
        List.of(),
        Optional.of(
            Subscription.of(
                ENTITLEMENTS,
                new Report(
                    new EventOrder(at, 0, id),
                    List.copyOf(grants),
                    // Nothing is said about their end.
                    OptionalLong.empty(),
                    StripeSteps.ofEntitlements(event)))),
        at);
  }

  private static List<String> userOf(JsonNode object) {
    return PaymentJson.name(object.path("metadata"), USER_ID).stream().toList();
  }

  private static long created(JsonNode event) {
    return PaymentJson.time(event, "created", MILLIS);
  }

  /**
   * Decides between events of one second that do not say from which state they led: creation first,
   * deletion last, else by the state.
   */
  private static int rank(String type, String state) {
    return switch (type) {
      case CREATED -> 0;
      case DELETED -> EventOrder.END;
      default -> STATES.indexOf(state) + 2;
    };
  }
}
