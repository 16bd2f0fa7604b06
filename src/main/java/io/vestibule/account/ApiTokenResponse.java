package io.vestibule.account;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/user/api-token}. */
public record ApiTokenResponse(
    @Schema(
            description = "The new API token",
            examples =
                "vst_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e1c2d3f4")
        String token) {
  @Override
  public String toString() {
    return "ApiTokenResponse[redacted]";
  }
}
