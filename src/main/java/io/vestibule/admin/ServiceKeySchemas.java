package io.vestibule.admin;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ServiceKeyBody} reads; never instantiated. */
final class ServiceKeySchemas {
  private ServiceKeySchemas() {}

  /** The body of {@code POST /api/admin/service-keys}. */
  @Schema(
      name = "NewServiceKey",
      requiredProperties = {"name", "scopes"},
      additionalProperties = Schema.False.class,
      examples = Creation.EXAMPLE)
  interface Creation {
    /** A request that works. */
    String EXAMPLE =
        "{\"name\":\"billing\",\"scopes\":[\"users:read\",\"users:write\"],"
            + "\"ip_allow\":[\"10.0.0.0/8\"]}";

    @Schema(minLength = 1, maxLength = 100)
    String getName();

    @Schema(minItems = 1, description = "`users:read`, `users:write`, `usage:write`, `keys:verify`")
    List<String> getScopes();

    @Schema(
        name = "ip_allow",
        maxItems = 50,
        description = "Addresses and CIDR blocks from which the key works; empty for any")
    List<String> getIpAllow();

    @Schema(name = "expires_at", nullable = true, description = "In the future; null: never")
    Instant getExpiresAt();
  }

  /** The body of {@code PATCH /api/admin/service-keys/{id}}. */
  @Schema(
      name = "ServiceKeyPatch",
      description = "At least one member.",
      minProperties = 1,
      additionalProperties = Schema.False.class,
      examples = Change.EXAMPLE)
  interface Change {
    /** A request that works. */
    String EXAMPLE = "{\"enabled\":false}";

    @Schema(minLength = 1, maxLength = 100)
    String getName();

    @Schema(minItems = 1)
    List<String> getScopes();

    @Schema(name = "ip_allow", maxItems = 50)
    List<String> getIpAllow();

    @Schema(name = "expires_at", nullable = true, description = "Null removes the expiry")
    Instant getExpiresAt();

    boolean isEnabled();
  }

  /** The body of {@code POST /api/admin/service-keys/{id}/rotate}. */
  @Schema(
      name = "ServiceKeyRotation",
      additionalProperties = Schema.False.class,
      examples = Rotation.EXAMPLE)
  interface Rotation {
    /** A request that works. */
    String EXAMPLE = "{\"overlap_seconds\":3600}";

    @Schema(
        name = "overlap_seconds",
        minimum = "0",
        maximum = "604800",
        description = "At most 7 days; 0 if absent")
    int getOverlapSeconds();
  }
}
