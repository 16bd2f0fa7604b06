package io.vestibule.audit;

import static io.vestibule.dynamo.Item.item;

import com.fasterxml.jackson.databind.JsonNode;
import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.JsonAttributes;
import io.vestibule.dynamo.StoredItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The item of the security-events table: {@code user_id} (S) and {@code event_id} (S, time of fixed
 * length and 16 hex digits) as key, {@code time} (S, ISO-8601), {@code act}, {@code outcome},
 * {@code session_id}, {@code address}, {@code actor} (S), {@code expires_at} (N, epoch seconds,
 * TTL). An item of refused attempts also has {@code count} (N) and {@code first_time} (S).
 */
final class AuditItems {
  static final List<String> KEY = List.of("user_id", "event_id");

  private AuditItems() {}

  static Map<String, AttributeValue> key(String userId, String eventId) {
    return item().text("user_id", userId).text("event_id", eventId).attributes();
  }

  static Map<String, AttributeValue> key(Map<String, AttributeValue> row) {
    return Map.of("user_id", row.get("user_id"), "event_id", row.get("event_id"));
  }

  static Item write(StoredEvent stored, Duration retention) {
    SecurityEvent event = stored.event();
    return item()
        .text("user_id", event.userId())
        .text("event_id", stored.id())
        .time("time", stored.time())
        .text("act", event.act().wire())
        .text("outcome", event.outcome().wire())
        .text("session_id", event.sessionId())
        .text("address", event.address())
        .text("actor", event.actor())
        .epochSeconds("expires_at", stored.time().plus(retention));
  }

  static RecordedEvent read(StoredItem row) {
    return new RecordedEvent(
        row.time("time"),
        SecurityEventType.ofWire(row.text("act")),
        Outcome.ofWire(row.text("outcome")),
        row.textOrNull("session_id"),
        row.textOrNull("address"),
        row.has("count") ? row.number("count") : null,
        row.timeOrNull("first_time"));
  }

  /** For an export. */
  static JsonNode entry(Map<String, AttributeValue> row) {
    return JsonAttributes.toObject(row)
        .retain("time", "act", "outcome", "session_id", "address", "actor", "count", "first_time");
  }
}
