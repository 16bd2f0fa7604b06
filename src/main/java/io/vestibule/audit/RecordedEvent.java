package io.vestibule.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * An event of the trail as its owner sees it.
 *
 * @param time when, to the millisecond
 * @param address where from; null where it was not a request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedEvent(
    Instant time,
    SecurityAct act,
    Outcome outcome,
    @JsonProperty("session_id") String sessionId,
    String address) {}
