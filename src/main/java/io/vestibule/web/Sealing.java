package io.vestibule.web;

import io.vestibule.crypto.Sealer;
import io.vestibule.crypto.SecretBytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** The service-wide {@link Sealer}: what it seals, any replica with the same key opens. */
@ApplicationScoped
public class Sealing {
  @Produces
  @Singleton
  Sealer sealer(KeysConfig keys, SecureRandom random) {
    try (SecretBytes key =
        ConfiguredKey.bytes("vestibule.keys.sealing", keys.sealing(), keys.sealingFile())) {
      return new Sealer(key, random);
    }
  }

  @Produces
  @Singleton
  Requirement sealingKey(KeysConfig keys) {
    return Requirement.that(
        () ->
            ConfiguredKey.bytes("vestibule.keys.sealing", keys.sealing(), keys.sealingFile())
                .close());
  }

  @Produces
  @Singleton
  Requirement ticketKey(KeysConfig keys) {
    return Requirement.that(
        () ->
            ConfiguredKey.bytes("vestibule.keys.ticket", keys.ticket(), keys.ticketFile()).close());
  }
}
