package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what the rotation of a secret reads; never instantiated. */
@Schema(name = "WebhookRotation", examples = WebhookRotationSchema.EXAMPLE)
interface WebhookRotationSchema {
  /** A request that works. */
  String EXAMPLE = "{\"overlap_seconds\":3600}";

  @JsonProperty("overlap_seconds")
  @Schema(
      minimum = "0",
      maximum = "604800",
      description = "How long the earlier secrets sign as well; a day if absent")
  long getOverlapSeconds();
}
