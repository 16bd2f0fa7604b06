package io.vestibule.audio;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link Registration} reads; never instantiated. */
@Schema(name = "Registration", examples = RegistrationSchema.EXAMPLE)
interface RegistrationSchema {
  /** A request that works. */
  String EXAMPLE =
      "{\"s3_key\":\"users/test-user/audio-123.3gp\",\"file_size\":1024,\"content_type\":\"audio/3gpp\"}";

  @Schema(name = "s3_key", required = true, maxLength = 1024)
  String getS3Key();

  @Schema(name = "file_size", minimum = "0", description = "Bytes of ciphertext")
  long getFileSize();

  @Schema(name = "content_type", maxLength = 255)
  String getContentType();

  @Schema(name = "file_name", maxLength = 255)
  String getFileName();

  @Schema(name = "duration_ms", minimum = "0")
  long getDurationMs();
}
