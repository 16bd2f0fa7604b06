package io.vestibule.web;

import io.vestibule.crypto.Sealer;
import io.vestibule.crypto.SecretBytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The service-wide {@link Sealer}: what it seals, any replica with the same key opens. */
@ApplicationScoped
public class Sealing {
  @Produces
  @Singleton
  Sealer sealer(KeysConfig keys, SecureRandom random) {
    List<SecretBytes> all = all(keys);
    try {
      return new Sealer(all, random);
    } finally {
      all.forEach(SecretBytes::close);
    }
  }

  private static List<SecretBytes> all(KeysConfig keys) {
    List<SecretBytes> all = new ArrayList<>();
    all.add(ConfiguredKey.bytes("vestibule.keys.sealing", keys.sealing(), keys.sealingFile()));
    String opening = "vestibule.keys.opening";
    keys.opening()
        .ifPresent(
            values ->
                values.forEach(
                    value ->
                        all.add(
                            ConfiguredKey.bytes(opening, Optional.of(value), Optional.empty()))));
    keys.openingFiles()
        .ifPresent(
            files ->
                files.forEach(
                    file ->
                        all.add(
                            ConfiguredKey.bytes(opening, Optional.empty(), Optional.of(file)))));
    return all;
  }

  @Produces
  @Singleton
  Requirement sealingKey(KeysConfig keys) {
    return Requirement.that(() -> all(keys).forEach(SecretBytes::close));
  }

  @Produces
  @Singleton
  Requirement ticketKey(KeysConfig keys) {
    return Requirement.that(
        () ->
            ConfiguredKey.bytes("vestibule.keys.ticket", keys.ticket(), keys.ticketFile()).close());
  }
}
