package io.vestibule.playback;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link DecryptRequest} reads; never instantiated. */
@Schema(
    name = "DecryptRequest",
    description =
        "Either `file_id` or `s3_key` is required; `s3_key` is ignored if both are given.",
    examples = DecryptRequestSchema.EXAMPLE)
interface DecryptRequestSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"password\":\"correct horse"
          + " battery\",\"file_id\":\"8b1083f1-a1c1-4202-866c-4e2b842ebfef\"}";

  @Schema(required = true, maxLength = 1024, format = "password")
  String getPassword();

  @JsonProperty("file_id")
  @Schema(maxLength = 1024)
  String getFileId();

  @JsonProperty("s3_key")
  @Schema(maxLength = 1024)
  String getS3Key();
}
