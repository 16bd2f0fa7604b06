package io.vestibule.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link UserUsage} counts; never instantiated. */
@Schema(name = "UserUsageRequest", examples = UserUsageSchema.EXAMPLE)
public interface UserUsageSchema {
  /** A request that works. */
  String EXAMPLE = "{\"units\":3,\"request_id\":\"6c84fb90-12c4-11e1-840d-7b25c5ee775a\"}";

  @Schema(
      minimum = "1",
      maximum = "10000",
      description = "Units to count; 1 if absent",
      examples = "3")
  long getUnits();

  @JsonProperty("request_id")
  @Schema(
      minLength = 1,
      maxLength = 128,
      description = "Idempotency key, unique within the user; valid for 24 hours",
      examples = "6c84fb90-12c4-11e1-840d-7b25c5ee775a")
  String getRequestId();
}
