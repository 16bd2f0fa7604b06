package io.vestibule.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Objects as a version of Stripe's API has them, with all members, from {@code
 * src/test/resources/stripe}. These files name their origin in Stripe's public OpenAPI repository.
 */
public final class StripeShapes {
  /** The period ends at the subscription; Stripe's last version before that changed. */
  public static final StripeShapes ACACIA = new StripeShapes("2025-02-24.acacia");

  /** The version with which the service makes requests. */
  public static final StripeShapes PINNED = new StripeShapes("2025-04-30.basil");

  /** The newest version when the files were recorded. */
  public static final StripeShapes DAHLIA = new StripeShapes("2026-07-29.dahlia");

  public static final List<StripeShapes> ALL = List.of(ACACIA, PINNED, DAHLIA);

  private static final String PERIOD_END = "current_period_end";

  /** 2100, in seconds: no test outlives it. */
  private static final long FAR_END = 4_102_444_800L;

  private final String version;
  private final JsonNode recorded;

  private StripeShapes(String version) {
    this.version = version;
    try (InputStream in = StripeShapes.class.getResourceAsStream("/stripe/" + version + ".json")) {
      this.recorded = new ObjectMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  public String version() {
    return version;
  }

  /** A copy of a recorded object, for example {@code customer}. */
  public ObjectNode object(String name) {
    return recorded.required("objects").required(name).deepCopy();
  }

  /** The type of a member; a missing node if the version has none of that name. */
  public JsonNode type(String object, String member) {
    JsonNode types = recorded.required("types").required(object);
    return types.has(member) ? types.get(member) : types.path(member + "?");
  }

  public List<String> subscriptionStates() {
    return texts("subscription_status");
  }

  /** The types of events about checkout sessions, subscriptions and entitlements. */
  public List<String> eventTypes() {
    return texts("event_types");
  }

  private List<String> texts(String member) {
    ArrayNode array = recorded.withArray("/" + member);
    return array.valueStream().map(JsonNode::textValue).toList();
  }

  /**
   * @param created seconds since 1970
   */
  public ObjectNode event(String id, String type, long created, JsonNode object) {
    ObjectNode event = object("event");
    event.put("id", id).put("type", type).put("created", created).put("api_version", version);
    event.putObject("data").set("object", object);
    return event;
  }

  /** A subscription of one price, paid until 2100. */
  public ObjectNode subscription(
      String customer, String id, String state, String price, Map<String, String> metadata) {
    ObjectNode subscription = object("subscription");
    subscription.put("id", id).put("customer", customer).put("status", state);
    metadata.forEach(subscription.putObject("metadata")::put);
    setPrice(subscription, price);
    setPeriodEnd(subscription, FAR_END);
    return subscription;
  }

  static void setPrice(JsonNode subscription, String price) {
    ObjectNode stored = (ObjectNode) item(subscription).required("price");
    stored.put("id", price).put("product", "prod_of_" + price);
  }

  /** Sets the end of the paid period where the version has it. */
  static void setPeriodEnd(ObjectNode subscription, long end) {
    ObjectNode holder = subscription.has(PERIOD_END) ? subscription : item(subscription);
    holder.put(PERIOD_END, end);
  }

  private static ObjectNode item(JsonNode subscription) {
    return (ObjectNode) subscription.required("items").required("data").required(0);
  }

  public ObjectNode checkout(String id, String customer, String userId) {
    return object("checkout.session")
        .put("id", id)
        .put("mode", "subscription")
        .put("status", "complete")
        .put("payment_status", "paid")
        .put("customer", customer)
        .put("client_reference_id", userId);
  }

  public ObjectNode entitlements(String customer, String... lookupKeys) {
    ObjectNode summary = object("entitlements.active_entitlement_summary");
    ObjectNode list = summary.put("customer", customer).putObject("entitlements");
    ArrayNode data = list.put("object", "list").put("has_more", false).putArray("data");
    for (String key : lookupKeys) {
      data.add(
          object("entitlements.active_entitlement")
              .put("id", PaymentEvents.id("ent_"))
              .put("lookup_key", key));
    }
    return summary;
  }

  @Override
  public String toString() {
    return version;
  }
}
