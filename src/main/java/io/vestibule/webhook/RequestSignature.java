package io.vestibule.webhook;

import io.vestibule.crypto.Sealer;
import io.vestibule.outbox.DeliveryException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code webhook-signature} of Standard Webhooks: {@code v1,} and the base64 of an
 * HMAC-SHA-256 over {@code id.timestamp.body}, one for each valid secret, separated by spaces.
 */
@ApplicationScoped
class RequestSignature {
  private static final String ALGORITHM = "HmacSHA256";

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
    return secrets.stream()
        .map(secret -> "v1," + sign(secret, id + "." + now.getEpochSecond() + ".", body))
        .collect(Collectors.joining(" "));
  }

  private static String sign(byte[] secret, String prefix, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every platform has " + ALGORITHM, impossible);
    }
  }
}
