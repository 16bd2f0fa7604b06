package io.vestibule.playback;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.audio.AudioFile;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answer of {@code POST /api/decrypt-audio}.
 *
 * @param status always {@code ready_for_transcription} (seed 003)
 * @param downloadUrl streams the plaintext to every holder of the URL until it expires
 */
@Schema(name = "DecryptResponse")
public record DecryptAnswer(
    String status,
    @JsonProperty("file_info") AudioFile fileInfo,
    @JsonProperty("download_url") String downloadUrl,
    @JsonProperty("expires_at") Instant expiresAt,
    String message) {

  static DecryptAnswer of(AudioFile file, String downloadUrl, Instant expiresAt) {
    return new DecryptAnswer(
        "ready_for_transcription",
        file,
        downloadUrl,
        expiresAt,
        "The recording can be fetched from download_url");
  }

  @Override
  public String toString() {
    return "DecryptAnswer[redacted]";
  }
}
