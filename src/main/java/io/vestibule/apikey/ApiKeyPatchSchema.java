package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link ApiKeyPatch} reads; never instantiated. */
@Schema(name = "ApiKeyPatch", examples = "{\"enabled\":false}")
interface ApiKeyPatchSchema {
  @Schema(minLength = 1, maxLength = 64)
  String getName();

  @Schema(maxItems = 20, nullable = true, description = "Configured scopes; none if absent")
  List<String> getScopes();

  @JsonProperty("expires_at")
  @Schema(nullable = true, description = "In the future; never if absent")
  Instant getExpiresAt();

  @Schema(description = "true if absent")
  boolean isEnabled();

  @JsonProperty("ip_allow")
  @Schema(
      maxItems = 20,
      nullable = true,
      description = "Addresses and CIDR blocks that may use the key; all if absent")
  List<String> getIpAllow();

  @Schema(nullable = true, description = "No limit of its own if absent")
  ApiKeyRate getRate();

  @Schema(
      nullable = true,
      minimum = "0",
      maximum = "1000000000000",
      description = "Units per month within those of the plan; no limit of its own if absent")
  Long getQuota();
}
