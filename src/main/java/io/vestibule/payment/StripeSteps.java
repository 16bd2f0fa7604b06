package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Between which states an event of Stripe led: {@code data.previous_attributes} has the earlier
 * values of what changed.
 */
final class StripeSteps {
  private static final String STATUS = "status";
  private static final String ITEMS = "items";
  private static final String ENTITLEMENTS = "entitlements";
  private static final String PREVIOUS = "previous_attributes";
  private static final String UPDATED = ".updated";
  private static final String CREATED = ".created";

  private StripeSteps() {}

  /** Of a subscription: its status and prices. */
  static Optional<StateStep> ofSubscription(String type, JsonNode event) {
    JsonNode object = event.path("data").path("object");
    String after = StateStep.state(object.path(STATUS).asText(), prices(object));
    if (type.endsWith(CREATED)) {
      return Optional.of(new StateStep(StateStep.NONE, after));
    }
    if (!type.endsWith(UPDATED)) {
      // For example a reminder: it accompanies a change, and has the state after it.
      return Optional.of(new StateStep(after, after));
    }
    return previous(event)
        .map(
            previous ->
                StateStep.state(
                    (previous.has(STATUS) ? previous : object).path(STATUS).asText(),
                    prices(previous.has(ITEMS) ? previous : object)))
        .map(before -> new StateStep(before, after));
  }

  /** Of the entitlements of a customer. */
  static Optional<StateStep> ofEntitlements(JsonNode event) {
    JsonNode object = event.path("data").path("object");
    return previous(event)
        .map(previous -> keys(previous.has(ENTITLEMENTS) ? previous : object))
        .map(before -> new StateStep(StateStep.state(before), StateStep.state(keys(object))));
  }

  private static Optional<JsonNode> previous(JsonNode event) {
    return Optional.of(event.path("data").path(PREVIOUS)).filter(JsonNode::isObject);
  }

  private static List<String> prices(JsonNode subscription) {
    TreeSet<String> prices = new TreeSet<>();
    subscription
        .path(ITEMS)
        .path("data")
        .forEach(item -> prices.add(item.path("price").path("id").asText()));
    return List.copyOf(prices);
  }

  private static List<String> keys(JsonNode summary) {
    TreeSet<String> keys = new TreeSet<>();
    summary
        .path(ENTITLEMENTS)
        .path("data")
        .forEach(entitlement -> keys.add(entitlement.path("lookup_key").asText()));
    return List.copyOf(keys);
  }
}
