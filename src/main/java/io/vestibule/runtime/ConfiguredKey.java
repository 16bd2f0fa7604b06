package io.vestibule.runtime;

import io.vestibule.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads a secret from its property or its file. If there is none, the error names the missing
 * setting.
 */
public final class ConfiguredKey {
  private static final int KEY_SIZE = 32;

  private ConfiguredKey() {}

  /** A secret of 32 bytes in base64. */
  public static SecretBytes bytes(String property, Optional<String> value, Optional<Path> file) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text(property, value, file).strip());
    } catch (IllegalArgumentException notBase64) {
      // Without the cause, because its message contains a character of the secret.
      throw new InvalidSettingException(property + " is not base64");
    }
    try {
      if (key.length != KEY_SIZE) {
        throw new InvalidSettingException(
            property + " must be " + KEY_SIZE + " bytes in base64, not " + key.length);
      }
      return SecretBytes.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The sealing keys: the current one, then those that only decrypt. */
  public static List<SecretBytes> sealingKeys(KeysConfig keys) {
    return rotated(
        bytes("vestibule.keys.sealing", keys.sealing(), keys.sealingFile()),
        "vestibule.keys.opening",
        keys.opening(),
        keys.openingFiles());
  }

  /** The keys of tickets: the one that encrypts, then those that only decrypt. */
  public static List<SecretBytes> ticketKeys(KeysConfig keys) {
    return rotated(
        bytes("vestibule.keys.ticket", keys.ticket(), keys.ticketFile()),
        "vestibule.keys.ticket-opening",
        keys.ticketOpening(),
        keys.ticketOpeningFiles());
  }

  /**
   * The current key and the further ones of a rotation.
   *
   * @param property the property of the further keys
   */
  static List<SecretBytes> rotated(
      SecretBytes current,
      String property,
      Optional<List<String>> values,
      Optional<List<Path>> files) {
    List<SecretBytes> all = new ArrayList<>();
    all.add(current);
    values
        .orElse(List.of())
        .forEach(value -> all.add(bytes(property, Optional.of(value), Optional.empty())));
    files
        .orElse(List.of())
        .forEach(file -> all.add(bytes(property, Optional.empty(), Optional.of(file))));
    return all;
  }

  /** A secret in text form, for example a PEM block. */
  public static String text(String property, Optional<String> value, Optional<Path> file) {
    return value
        .or(() -> file.map(path -> read(property, path)))
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    property + " is not set: set it, or set " + property + "-file"));
  }

  /** The text of a key file. */
  public static String read(String property, Path path) {
    try {
      return Files.readString(path);
    } catch (IOException unreadable) {
      throw new InvalidSettingException(property + "-file cannot be read: " + path);
    }
  }
}
