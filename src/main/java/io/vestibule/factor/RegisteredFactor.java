package io.vestibule.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A factor of an account, as administrators see it.
 *
 * @param id credential id of a passkey, base64url
 * @param name the name that its owner chose
 * @param lastUsedAt null if it was never used
 */
@Schema(name = "RegisteredPasskey")
public record RegisteredFactor(
    String id,
    @Schema(nullable = true) String name,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("last_used_at") @Schema(nullable = true) Instant lastUsedAt) {}
