package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of the body of a rotation; never instantiated. */
@Schema(name = "ApiKeyRotation", examples = "{\"overlap_seconds\":3600}")
interface ApiKeyRotationSchema {
  @JsonProperty("overlap_seconds")
  @Schema(minimum = "0", maximum = "604800", description = "At most 7 days; 0 if absent")
  long getOverlapSeconds();
}
