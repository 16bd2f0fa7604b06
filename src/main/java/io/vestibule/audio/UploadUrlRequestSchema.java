package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link UploadUrlRequest} reads; never instantiated. */
@Schema(name = "UploadUrlRequest", examples = UploadUrlRequestSchema.EXAMPLE)
interface UploadUrlRequestSchema {
  /** A request that works. */
  String EXAMPLE = "{\"file_name\":\"a.m4a\",\"content_type\":\"audio/mp4\",\"file_size\":4096}";

  @JsonProperty("file_name")
  @Schema(maxLength = 255)
  String getFileName();

  @JsonProperty("content_type")
  @Schema(
      maxLength = 255,
      description =
          "Media type of the upload; `application/octet-stream` if absent. The URL is signed for"
              + " it.")
  String getContentType();

  @JsonProperty("file_size")
  @Schema(
      required = true,
      minimum = "1",
      maximum = "5368709120",
      description = "Bytes of ciphertext; the URL is signed for this size")
  long getFileSize();
}
