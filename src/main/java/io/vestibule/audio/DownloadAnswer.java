package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** Answer of {@code GET /api/audio-file/{file_id}/download-url}: where the ciphertext is. */
public record DownloadAnswer(
    @JsonProperty("download_url") String downloadUrl,
    @JsonProperty("expires_at") Instant expiresAt,
    @JsonProperty("file_info") AudioFile fileInfo) {
  @Override
  public String toString() {
    return "DownloadAnswer[redacted]";
  }
}
