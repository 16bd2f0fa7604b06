package io.vestibule.webhook;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.StoredItem;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of the webhooks table. An endpoint has the key {@code endpoint_id} = {@value
 * #ENDPOINTS} and {@code item_id} (S, its id), and {@code url}, {@code description} (S), {@code
 * events} (L of S), {@code enabled} (BOOL), {@code secrets} (L of M: {@code id}, {@code sealed}
 * (B), {@code created_at}, {@code ends_at}), {@code created_at}, {@code updated_at} (S, ISO-8601),
 * {@code version} (N). An entry of the delivery log has the key {@code endpoint_id} (S) and {@code
 * item_id} (S, UUIDv7 of the outbox message), and {@code event_id}, {@code type}, {@code state},
 * {@code reason} (S), {@code attempts}, {@code status} (N), {@code user_id} (S, if the event names
 * a user), {@code payload} (B, sealed), {@code created_at}, {@code last_attempt_at} (S, ISO-8601),
 * {@code expires_at} (N, epoch seconds, TTL).
 */
final class WebhookItems {
  /** All endpoints are one item collection, so that one query reads them. */
  static final String ENDPOINTS = "endpoints";

  private WebhookItems() {}

  static Map<String, AttributeValue> key(String endpointId) {
    return item().text("endpoint_id", ENDPOINTS).text("item_id", endpointId).attributes();
  }

  static Map<String, AttributeValue> logKey(String endpointId, String deliveryId) {
    return item().text("endpoint_id", endpointId).text("item_id", deliveryId).attributes();
  }

  static Map<String, AttributeValue> write(WebhookEndpoint endpoint) {
    return item()
        .text("endpoint_id", ENDPOINTS)
        .text("item_id", endpoint.id())
        .text("url", endpoint.url())
        .text("description", endpoint.description())
        .value(
            "events",
            AttributeValue.fromL(
                endpoint.filter().patterns().stream().map(AttributeValue::fromS).toList()))
        .flag("enabled", endpoint.enabled())
        .value(
            "secrets",
            AttributeValue.fromL(endpoint.secrets().stream().map(WebhookItems::write).toList()))
        .time("created_at", endpoint.createdAt())
        .time("updated_at", endpoint.updatedAt())
        .number("version", endpoint.version())
        .attributes();
  }

  static WebhookEndpoint endpoint(StoredItem row) {
    return new WebhookEndpoint(
        row.text("item_id"),
        row.text("url"),
        row.textOrNull("description"),
        new EventFilter(
            row.attributes().get("events").l().stream().map(AttributeValue::s).toList()),
        row.flag("enabled"),
        row.attributes().get("secrets").l().stream().map(WebhookItems::secret).toList(),
        row.time("created_at"),
        row.time("updated_at"),
        row.number("version"));
  }

  static WebhookDelivery delivery(StoredItem row) {
    return new WebhookDelivery(
        row.text("item_id"),
        row.text("event_id"),
        row.text("type"),
        WebhookDelivery.State.ofWire(row.text("state")),
        (int) row.number("attempts"),
        row.has("status") ? (int) row.number("status") : null,
        row.textOrNull("reason"),
        row.time("created_at"),
        row.time("last_attempt_at"));
  }

  private static AttributeValue write(WebhookSecret secret) {
    return AttributeValue.fromM(
        item()
            .text("id", secret.id())
            .bytes("sealed", secret.sealed().asByteArray())
            .time("created_at", secret.createdAt())
            .time("ends_at", secret.expiresAt().orElse(null))
            .attributes());
  }

  private static WebhookSecret secret(AttributeValue value) {
    StoredItem row = StoredItem.of(value.m());
    Instant end = row.timeOrNull("ends_at");
    return new WebhookSecret(
        row.text("id"),
        value.m().get("sealed").b(),
        row.time("created_at"),
        Optional.ofNullable(end));
  }
}
