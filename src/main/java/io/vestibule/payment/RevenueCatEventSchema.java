package io.vestibule.payment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link RevenueCatEvents} reads; never instantiated. */
@Schema(
    name = "RevenueCatEvent",
    description = "An event of RevenueCat. Other members are ignored.",
    additionalProperties = Schema.True.class)
interface RevenueCatEventSchema {
  @JsonProperty("api_version")
  @Schema(examples = "1.0")
  String getApiVersion();

  @Schema(
      required = true,
      description =
          "`id`, `type`, `app_user_id`, `event_timestamp_ms`, `entitlement_ids` and others")
  Map<String, Object> getEvent();
}
