package io.vestibule.factor;

import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The secrets of rows of the factors table, attribute {@code sealed_secret}: under the service's
 * sealing key, for one account and one factor.
 */
@ApplicationScoped
class FactorSecrets {
  private static final String PURPOSE = "vestibule/factor/v1/";

  private final Sealer sealer;

  FactorSecrets(Sealer sealer) {
    this.sealer = sealer;
  }

  SdkBytes seal(String userId, String factorId, byte[] secret) {
    return SdkBytes.fromByteArray(sealer.seal(secret, purpose(userId, factorId)));
  }

  /** Empty if no configured key opens it. */
  Optional<byte[]> tryOpen(String userId, String factorId, SdkBytes sealed) {
    return sealer.open(sealed.asByteArray(), purpose(userId, factorId));
  }

  /**
   * @throws IllegalStateException if no configured key opens it
   */
  byte[] open(String userId, String factorId, SdkBytes sealed) {
    return tryOpen(userId, factorId, sealed)
        .orElseThrow(
            () -> new IllegalStateException("the secret of a factor is sealed under another key"));
  }

  /** Whether it is not sealed under the current key. */
  boolean isOutdated(String userId, String factorId, SdkBytes sealed) {
    return sealer.isOutdated(sealed.asByteArray(), purpose(userId, factorId));
  }

  private static String purpose(String userId, String factorId) {
    return PURPOSE + userId + "/" + factorId;
  }
}
