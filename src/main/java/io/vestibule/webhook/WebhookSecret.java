package io.vestibule.webhook;

import io.vestibule.crypto.Sealer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A secret that signs the requests to one endpoint, as it is stored.
 *
 * @param sealed 32 bytes under the sealing key, for this secret of this endpoint
 * @param expiresAt when a replaced secret no longer signs; empty for the current one
 */
record WebhookSecret(String id, SdkBytes sealed, Instant createdAt, Optional<Instant> expiresAt) {
  private static final int SIZE = 32;
  private static final String PREFIX = "whsec_";

  /** A new secret in the form of Standard Webhooks, and how it is stored. */
  record Created(String text, WebhookSecret stored) {
    @Override
    public String toString() {
      return "Created[redacted]";
    }
  }

  static Created create(String endpointId, Instant now, Sealer sealer, SecureRandom random) {
    byte[] secret = new byte[SIZE];
    random.nextBytes(secret);
    String id = UUID.randomUUID().toString();
    return new Created(
        PREFIX + Base64.getEncoder().encodeToString(secret),
        new WebhookSecret(
            id,
            SdkBytes.fromByteArray(sealer.seal(secret, purpose(endpointId, id))),
            now,
            Optional.empty()));
  }

  boolean isValid(Instant now) {
    return expiresAt.map(now::isBefore).orElse(true);
  }

  /** The same secret, which signs until then. */
  WebhookSecret until(Instant end) {
    return new WebhookSecret(id, sealed, createdAt, Optional.of(end));
  }

  WebhookSecret sealedAs(byte[] renewed) {
    return new WebhookSecret(id, SdkBytes.fromByteArray(renewed), createdAt, expiresAt);
  }

  String purpose(String endpointId) {
    return purpose(endpointId, id);
  }

  private static String purpose(String endpointId, String id) {
    return "vestibule/webhook-secret/v1/" + endpointId + "/" + id;
  }

  @Override
  public String toString() {
    return "WebhookSecret[" + id + "]";
  }
}
