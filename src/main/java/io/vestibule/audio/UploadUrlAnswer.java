package io.vestibule.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answer of {@code POST /api/audio-file/upload-url}.
 *
 * @param method always {@code PUT}
 * @param headers to be sent unchanged, because they are signed. Browsers set {@code content-length}
 *     themselves
 * @param s3Key to be registered with {@code POST /api/audio-file} after the upload
 */
@Schema(name = "UploadUrlResponse")
public record UploadUrlAnswer(
    @JsonProperty("upload_url") String uploadUrl,
    @Schema(examples = "PUT") String method,
    Map<String, String> headers,
    @JsonProperty("s3_key") String s3Key,
    @JsonProperty("file_name") @Schema(nullable = true) String fileName,
    @JsonProperty("expires_at") Instant expiresAt) {
  @Override
  public String toString() {
    return "UploadUrlAnswer[redacted]";
  }
}
