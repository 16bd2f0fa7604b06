package io.vestibule.runtime;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The keys of the service. The signing, sealing and ticket keys are required; dev mode and tests
 * generate them. Each key can be set as a value or, with {@code -file}, as the path of a file (for
 * example in a mounted Kubernetes Secret).
 */
@ConfigMapping(prefix = "vestibule.keys")
public interface KeysConfig {
  /** The private key that signs session tokens: EC P-256, PKCS#8, PEM. */
  Optional<String> signing();

  /** File that holds {@code signing}. */
  Optional<Path> signingFile();

  /**
   * Additional public keys whose tokens are accepted, each EC P-256 in PEM: the public keys of
   * previous signing keys, and of the next one before it is used.
   */
  Optional<List<String>> verifying();

  /** Files that hold {@code verifying}, each with one or more PEM blocks. */
  Optional<List<Path>> verifyingFiles();

  /**
   * The current sealing key, 32 bytes in base64. It encrypts API tokens, refreshed tokens, list
   * cursors, and the states and codes of sign-ins by redirect; the names of the throttle counters
   * are derived from it.
   */
  Optional<String> sealing();

  /** File that holds {@code sealing}. */
  Optional<Path> sealingFile();

  /**
   * Additional keys for decryption only, each 32 bytes in base64: previous sealing keys, and the
   * next one before it is used.
   */
  Optional<List<String>> opening();

  /** Files that hold {@code opening}, each with one key. */
  Optional<List<Path>> openingFiles();

  /**
   * The ticket key, 32 bytes in base64. It encrypts the tickets in the links to decrypted
   * recordings.
   */
  Optional<String> ticket();

  /** File that holds {@code ticket}. */
  Optional<Path> ticketFile();

  /**
   * Further keys that decrypt tickets, 32 bytes in base64 each: the previous ticket key until its
   * tickets have expired, and the next one before it encrypts.
   */
  Optional<List<String>> ticketOpening();

  /** Files that hold {@code ticket-opening}, one key each. */
  Optional<List<Path>> ticketOpeningFiles();
}
