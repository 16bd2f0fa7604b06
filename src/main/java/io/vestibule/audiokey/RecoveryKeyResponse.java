package io.vestibule.audiokey;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/user/recovery-key}. */
public record RecoveryKeyResponse(
    @JsonProperty("recovery_key")
        @Schema(description = "52 characters of base32 in groups of four, separated by hyphens")
        String recoveryKey) {
  @Override
  public String toString() {
    return "RecoveryKeyResponse[redacted]";
  }
}
