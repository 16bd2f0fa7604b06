package io.vestibule.web;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The service's own secrets. Signing, sealing and ticket key are required; dev mode and tests are
 * given fresh ones. Each can be set as a value or, with {@code -file}, as the path of a file that
 * holds it (a mounted Kubernetes Secret).
 */
@ConfigMapping(prefix = "vestibule.keys")
public interface KeysConfig {
  /** The private key that signs tokens: EC P-256, PKCS#8, PEM. */
  Optional<String> signing();

  /** File that holds {@code signing}. */
  Optional<Path> signingFile();

  /**
   * Further public keys whose tokens are still accepted, EC P-256, PEM each: former signing keys,
   * and the next one before it signs.
   */
  Optional<List<String>> verifying();

  /** Files that hold {@code verifying}, one or more PEM blocks each. */
  Optional<List<Path>> verifyingFiles();

  /**
   * 32 bytes, base64: seals API tokens, refreshed tokens and list cursors, and names the throttle's
   * counters.
   */
  Optional<String> sealing();

  /** File that holds {@code sealing}. */
  Optional<Path> sealingFile();

  /**
   * Further keys that open what they sealed, 32 bytes in base64 each: former sealing keys, and the
   * next one before it seals.
   */
  Optional<List<String>> opening();

  /** Files that hold {@code opening}, one key each. */
  Optional<List<Path>> openingFiles();

  /** 32 bytes, base64: encrypts the tickets by which decrypted recordings are fetched. */
  Optional<String> ticket();

  /** File that holds {@code ticket}. */
  Optional<Path> ticketFile();
}
