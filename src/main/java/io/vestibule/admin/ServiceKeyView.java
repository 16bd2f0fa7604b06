package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.servicekey.ServiceKey;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A service key as administrators see it, without its secret.
 *
 * @param createdBy an administrator's id or {@code operator}
 * @param oldSecretUntil until when the secret from before the last rotation is valid as well
 */
@Schema(name = "ServiceKey")
public record ServiceKeyView(
    @Schema(
            description = "The first 16 characters of the secret after `vss_`",
            examples = "6926e4a1b0c3d2f4")
        String id,
    @Schema(examples = "billing") String name,
    @Schema(examples = "[\"users:read\",\"users:write\"]") List<String> scopes,
    @JsonProperty("ip_allow")
        @Schema(
            description = "Addresses and CIDR blocks from which the key works; empty for any",
            examples = "[\"10.0.0.0/8\"]")
        List<String> ipAllow,
    boolean enabled,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("created_by")
        @Schema(
            description = "The user id of an administrator, or `operator`",
            examples = "849f7254-8fb6-4ae1-94f7-c5c2ab1dbc2b")
        String createdBy,
    @JsonProperty("expires_at") @Schema(description = "Null: never", nullable = true)
        Instant expiresAt,
    @JsonProperty("last_used_at")
        @Schema(description = "Updated at most once a minute", nullable = true)
        Instant lastUsedAt,
    @JsonProperty("old_secret_until")
        @Schema(
            description =
                "Until when the secret from before the last rotation is valid as well; may be in the"
                    + " past",
            nullable = true)
        Instant oldSecretUntil) {

  static ServiceKeyView of(ServiceKey key) {
    return new ServiceKeyView(
        key.id(),
        key.name(),
        key.scopes(),
        key.ipAllow(),
        key.enabled(),
        key.createdAt(),
        key.createdBy(),
        key.expiresAt().orElse(null),
        key.lastUsedAt().orElse(null),
        key.oldSecretUntil().orElse(null));
  }
}
