package io.vestibule.webhook;

import io.vestibule.crypto.Sealer;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.runtime.HmacSignature;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The header {@code webhook-signature} of Standard Webhooks: {@code v1,} and the base64 of an
 * HMAC-SHA-256 over {@code id.timestamp.body}, one for each valid secret, separated by spaces.
 */
@ApplicationScoped
class RequestSignature {
  private final Sealer sealer;

  RequestSignature(Sealer sealer) {
    this.sealer = sealer;
  }

  /**
   * @throws DeliveryException if no secret can be decrypted
   */
  String of(WebhookEndpoint endpoint, String id, Instant now, byte[] body) {
    List<byte[]> secrets =
        endpoint.secrets().stream()
            .filter(secret -> secret.isValid(now))
            .map(
                secret -> sealer.open(secret.sealed().asByteArray(), secret.purpose(endpoint.id())))
            .flatMap(Optional::stream)
            .toList();
    if (secrets.isEmpty()) {
      throw new DeliveryException("no configured key can decrypt the secret of the endpoint");
    }
    String prefix = id + "." + now.getEpochSecond() + ".";
    return secrets.stream()
        .map(secret -> HmacSignature.of(HmacSignature.key(secret), prefix, body))
        .map(signature -> "v1," + Base64.getEncoder().encodeToString(signature))
        .collect(Collectors.joining(" "));
  }
}
