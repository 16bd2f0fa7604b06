package io.vestibule.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The names of well-known passkey providers and security keys, by AAGUID. An AAGUID without
 * attestation is not proven, so it only names a passkey.
 */
@ApplicationScoped
class PasskeyProviders {
  private static final String RESOURCE = "/passkey-providers.txt";
  private static final String UNKNOWN = "Passkey";
  private static final int UUID_LENGTH = 36;

  private final Map<UUID, String> names;

  PasskeyProviders() {
    try (InputStream file = PasskeyProviders.class.getResourceAsStream(RESOURCE);
        BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
      names =
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .collect(
                  Collectors.toUnmodifiableMap(
                      line -> UUID.fromString(line.substring(0, UUID_LENGTH)),
                      line -> line.substring(UUID_LENGTH + 1)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The name of the provider, or a general name. */
  String name(UUID aaguid) {
    return names.getOrDefault(aaguid, UNKNOWN);
  }
}
