package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A stored event as its owner sees it.
 *
 * @param time when it happened, to the millisecond; for several attempts, the last one
 * @param address where the request came from, for attempts without a session the network (an IPv6
 *     /64); null if there was no request
 * @param count number of refused attempts in this entry; null for a single event
 * @param firstTime when the first of them happened
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SecurityEvent")
public record RecordedEvent(
    Instant time,
    SecurityEventType act,
    Outcome outcome,
    @JsonProperty("session_id") @Schema(nullable = true) String sessionId,
    @Schema(description = "Client address", nullable = true) String address,
    @Schema(description = "Number of refused attempts in this entry", nullable = true) Long count,
    @JsonProperty("first_time") @Schema(nullable = true) Instant firstTime) {}
