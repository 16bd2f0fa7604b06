package io.vestibule.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vestibule.event.Event;
import io.vestibule.outbox.DeliveryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event for one endpoint, as the payload of an outbox message: {@code
 * {"endpoint":…,"user_id":…,"event":{…}}}.
 *
 * @param userId null if the entry in the log must outlive the user
 * @param event CloudEvents 1.0
 */
record WebhookMessage(String endpointId, String userId, JsonNode event) {
  /** An event in the JSON format of CloudEvents 1.0. */
  static ObjectNode cloudEvent(
      ObjectMapper json, String id, String source, Instant now, Event event) {
    ObjectNode tree =
        json.createObjectNode()
            .put("specversion", "1.0")
            .put("id", id)
            .put("source", source)
            .put("type", event.type())
            .put("subject", event.userId())
            .put("time", now.toString())
            .put("datacontenttype", "application/json");
    tree.set("data", event.data());
    return tree;
  }

  String eventId() {
    return event.path("id").textValue();
  }

  String type() {
    return event.path("type").textValue();
  }

  /** The body of the request; the same bytes at every attempt. */
  byte[] body() {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  byte[] write(ObjectMapper json) {
    ObjectNode tree = json.createObjectNode().put("endpoint", endpointId).put("user_id", userId);
    tree.set("event", event);
    try {
      return json.writeValueAsBytes(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree can be written", impossible);
    }
  }

  /**
   * @throws DeliveryException if another version of the service wrote it and this one cannot read
   *     it
   */
  static WebhookMessage read(ObjectMapper json, byte[] payload) {
    try {
      JsonNode tree = json.readTree(payload);
      WebhookMessage message =
          new WebhookMessage(
              tree.path("endpoint").textValue(),
              tree.path("user_id").textValue(),
              tree.path("event"));
      if (message.endpointId() != null && message.eventId() != null && message.type() != null) {
        return message;
      }
    } catch (IOException malformed) {
      // The same as a missing member.
    }
    throw new DeliveryException("this version of the service cannot read the event");
  }

  @Override
  public String toString() {
    return "WebhookMessage[" + endpointId + "]";
  }
}
