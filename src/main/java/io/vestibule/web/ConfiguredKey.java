package io.vestibule.web;

import io.vestibule.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads a secret from its property or its file and, where there is none, says in one sentence what
 * is missing.
 */
public final class ConfiguredKey {
  private static final int KEY_SIZE = 32;

  private ConfiguredKey() {}

  /** A base64 secret of 32 bytes. */
  public static SecretBytes bytes(String property, Optional<String> value, Optional<Path> file) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text(property, value, file).strip());
    } catch (IllegalArgumentException notBase64) {
      // The cause is dropped on purpose: it quotes a character of the secret.
      throw new UnusableSetting(property + " is not base64");
    }
    try {
      if (key.length != KEY_SIZE) {
        throw new UnusableSetting(
            property + " must be " + KEY_SIZE + " bytes in base64, not " + key.length);
      }
      return SecretBytes.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** A secret text, for example a PEM block. */
  public static String text(String property, Optional<String> value, Optional<Path> file) {
    return value
        .or(() -> file.map(path -> read(property, path)))
        .orElseThrow(
            () ->
                new UnusableSetting(
                    property + " is not set: give it as a value or by " + property + "-file"));
  }

  /** The text of a key file. */
  public static String read(String property, Path path) {
    try {
      return Files.readString(path);
    } catch (IOException unreadable) {
      throw new UnusableSetting(property + "-file cannot be read: " + path);
    }
  }
}
