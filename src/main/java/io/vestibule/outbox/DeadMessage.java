package io.vestibule.outbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A message that no attempt delivered, as administrators see it: without its content.
 *
 * @param reason why the last attempt failed
 */
public record DeadMessage(
    @Schema(examples = "01936d3e-5a2b-7c41-9f0e-2d6b8a4c1e70") String id,
    @Schema(examples = "mail") String kind,
    int attempts,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("dead_at") Instant deadAt,
    @Schema(examples = "SMTP reply 451", nullable = true) String reason) {}
