package io.vestibule.webhook;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An endpoint with its new secret, which is shown only here.
 *
 * @param secret {@code whsec_} and the base64 of 32 bytes
 */
public record NewWebhookSecret(
    Webhook webhook,
    @Schema(examples = "whsec_BQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQ=") String secret) {
  @Override
  public String toString() {
    return "NewWebhookSecret[redacted]";
  }
}
