package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** OpenAPI schema of {@link Registration}; never instantiated. */
@Schema(name = "AudioFileRegistration", examples = RegistrationSchema.EXAMPLE)
interface RegistrationSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"s3_key\":\"users/test-user/audio-123.3gp\",\"file_size\":1024,\"content_type\":\"audio/3gpp\"}";

  @JsonProperty("s3_key")
  @Schema(required = true, maxLength = 1024, description = "S3 object key of the ciphertext")
  String getS3Key();

  @JsonProperty("file_size")
  @Schema(minimum = "0", description = "Bytes of ciphertext")
  long getFileSize();

  @JsonProperty("content_type")
  @Schema(maxLength = 255, description = "Media type of the recording")
  String getContentType();

  @JsonProperty("file_name")
  @Schema(maxLength = 255)
  String getFileName();

  @JsonProperty("duration_ms")
  @Schema(minimum = "0", description = "Length of the recording in milliseconds")
  long getDurationMs();

  @JsonProperty("key_id")
  @Schema(
      maxLength = 255,
      description =
          "The audio key under which the recording is encrypted (`audio_key.key_id` of the login)."
              + " If it is absent, the current key is recorded.")
  String getKeyId();

  @Schema(
      maxLength = RecordingChange.MAX_DETAILS,
      description = "Details of the recording, encrypted by the client (docs/audio-format.md)")
  String getDetails();
}
