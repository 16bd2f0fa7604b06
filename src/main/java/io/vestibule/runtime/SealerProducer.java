package io.vestibule.runtime;

import io.vestibule.crypto.Sealer;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.spi.StartupCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;

/**
 * Produces the {@link Sealer} of the service. Every replica with the same key can decrypt what
 * another replica sealed.
 */
@ApplicationScoped
public class SealerProducer {
  @Produces
  @Singleton
  Sealer sealer(KeysConfig keys, SecureRandom random) {
    List<SecretBytes> sealingKeys = ConfiguredKey.sealingKeys(keys);
    try {
      return Sealer.ofMasterKeys(sealingKeys, random);
    } finally {
      sealingKeys.forEach(SecretBytes::close);
    }
  }

  @Produces
  @Singleton
  StartupCheck sealingKey(KeysConfig keys) {
    return StartupCheck.that(() -> ConfiguredKey.sealingKeys(keys).forEach(SecretBytes::close));
  }

  @Produces
  @Singleton
  StartupCheck ticketKey(KeysConfig keys) {
    return StartupCheck.that(() -> ConfiguredKey.ticketKeys(keys).forEach(SecretBytes::close));
  }
}
