package io.vestibule.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An entry of the delivery log: one event for one endpoint.
 *
 * @param id of this delivery
 * @param eventId {@code webhook-id}, and {@code id} of the event; the same if it is replayed
 * @param status of the last answer; null if there was none
 * @param reason why the last attempt failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookDelivery(
    @Schema(examples = "01936d3e-5a2b-7c41-9f0e-2d6b8a4c1e70") String id,
    @JsonProperty("event_id") String eventId,
    @Schema(examples = "user.created") String type,
    State state,
    int attempts,
    @Schema(description = "HTTP status of the last answer", nullable = true) Integer status,
    @Schema(examples = "no answer in time", nullable = true) String reason,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("last_attempt_at") Instant lastAttemptAt) {

  /** What became of it. */
  @Schema(name = "WebhookDeliveryState")
  public enum State {
    DELIVERED,
    /** The last attempt failed; there will be another one. */
    RETRYING,
    /** The last of all attempts failed. */
    DEAD,
    /** The endpoint was disabled before the event was delivered. */
    CANCELLED;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State ofWire(String wire) {
      return valueOf(wire.toUpperCase(Locale.ROOT));
    }
  }
}
