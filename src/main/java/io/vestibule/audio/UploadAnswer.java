package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;

/**
 * Answer of {@code POST /api/audio-file/upload-url}.
 *
 * @param method always {@code PUT}
 * @param headers to be sent exactly so; they are signed. Browsers set {@code content-length}
 *     themselves
 * @param s3Key to be registered with {@code POST /api/audio-file} once the upload is done
 */
public record UploadAnswer(
    @JsonProperty("upload_url") String uploadUrl,
    String method,
    Map<String, String> headers,
    @JsonProperty("s3_key") String s3Key,
    @JsonProperty("file_name") String fileName,
    @JsonProperty("expires_at") Instant expiresAt) {
  @Override
  public String toString() {
    return "UploadAnswer[redacted]";
  }
}
