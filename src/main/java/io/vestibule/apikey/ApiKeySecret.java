package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.ApiToken;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key with its secret, which is shown once. */
public record ApiKeySecret(
    @Schema(
            description = "The secret; it cannot be read again",
            examples =
                "vst_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e1c2d3f4")
        String secret,
    @JsonProperty("api_key") ApiKeyView apiKey) {
  static ApiKeySecret of(ApiToken secret, ApiKeyView key) {
    return new ApiKeySecret(secret.reveal(), key);
  }

  @Override
  public String toString() {
    return "ApiKeySecret[redacted]";
  }
}
