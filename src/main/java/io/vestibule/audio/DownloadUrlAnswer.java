package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Answer of {@code GET /api/audio-file/{file_id}/download-url}: the URL of the ciphertext. */
@Schema(name = "DownloadUrlResponse")
public record DownloadUrlAnswer(
    @JsonProperty("download_url") String downloadUrl,
    @JsonProperty("expires_at") Instant expiresAt,
    @JsonProperty("file_info") AudioFile fileInfo) {
  @Override
  public String toString() {
    return "DownloadUrlAnswer[redacted]";
  }
}
