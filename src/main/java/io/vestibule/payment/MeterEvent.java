package io.vestibule.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vestibule.runtime.Digests;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Units to report to Stripe. It is the same at every delivery, so that Stripe recognises a
 * repetition.
 *
 * @param identifier 64 hex digits; Stripe counts events with one identifier once
 * @param time when the units were used, as Stripe is to see it
 */
record MeterEvent(String eventName, String customer, long units, String identifier, Instant time) {

  /**
   * @param total of the month, including these units; with user and month it names the event
   */
  static MeterEvent of(
      String eventName,
      String customer,
      String userId,
      YearMonth month,
      long units,
      long total,
      Instant time) {
    return new MeterEvent(
        eventName, customer, units, Digests.sha256Hex(userId + "/" + month + "/" + total), time);
  }

  /** For the outbox. */
  byte[] payload() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event_name", eventName)
        .put("customer", customer)
        .put("units", units)
        .put("identifier", identifier)
        .put("time", time.getEpochSecond())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  static MeterEvent read(ObjectMapper json, byte[] payload) {
    try {
      JsonNode event = json.readTree(payload);
      return new MeterEvent(
          event.get("event_name").textValue(),
          event.get("customer").textValue(),
          event.get("units").longValue(),
          event.get("identifier").textValue(),
          Instant.ofEpochSecond(event.get("time").longValue()));
    } catch (IOException impossible) {
      throw new IllegalStateException("a message is JSON", impossible);
    }
  }

  /** The body of the request. */
  String form() {
    return List.of(
            List.of("event_name", eventName),
            List.of("identifier", identifier),
            List.of("timestamp", Long.toString(time.getEpochSecond())),
            List.of("payload[stripe_customer_id]", customer),
            List.of("payload[value]", Long.toString(units)))
        .stream()
        .map(field -> encode(field.get(0)) + "=" + encode(field.get(1)))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "MeterEvent[" + identifier + "]";
  }
}
