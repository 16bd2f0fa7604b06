package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link VerificationRequest} reads; never instantiated. */
@Schema(name = "KeyVerificationRequest", examples = KeyVerificationSchema.EXAMPLE)
interface KeyVerificationSchema {
  /** A request of the right form. */
  String EXAMPLE =
      "{\"key\":\"vst_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e1c2d3f4\","
          + "\"scopes\":[\"reports:read\"],\"units\":1,\"ip\":\"192.0.2.7\"}";

  @Schema(required = true, maxLength = 200, description = "The key that the client presented")
  String getKey();

  @Schema(maxItems = 20, description = "Scopes that the key must have")
  List<String> getScopes();

  @Schema(
      minimum = "0",
      maximum = "10000",
      description = "Units to count; 1 if absent, 0 to count nothing")
  long getUnits();

  @Schema(
      maxLength = 45,
      description = "The address of the client; a key with allowed networks needs it")
  String getIp();

  @JsonProperty("request_id")
  @Schema(minLength = 1, maxLength = 128, description = "Idempotency key; valid for 24 hours")
  String getRequestId();
}
