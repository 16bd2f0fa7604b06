package io.vestibule.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vestibule.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfiguredKeyTest {
  private static final String PROPERTY = "vestibule.keys.sealing";

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("empty", "", PROPERTY + " must be 32 bytes in base64, not 0"),
        Arguments.of("16 bytes", base64(16), PROPERTY + " must be 32 bytes in base64, not 16"),
        Arguments.of("33 bytes", base64(33), PROPERTY + " must be 32 bytes in base64, not 33"),
        Arguments.of("no base64", "open sesame!", PROPERTY + " is not base64"),
        Arguments.of("base64url", "_".repeat(43) + "=", PROPERTY + " is not base64"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void namesTheFaultWithoutTheValue(String name, String value, String sentence) {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> ConfiguredKey.bytes(PROPERTY, Optional.of(value), Optional.empty()));

    assertEquals(sentence, refused.getMessage());
    assertNull(refused.getCause());
  }

  @Test
  void namesTheMissingSetting() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> ConfiguredKey.bytes(PROPERTY, Optional.empty(), Optional.empty()));

    assertEquals(
        PROPERTY + " is not set: set it, or set " + PROPERTY + "-file", refused.getMessage());
  }

  @Test
  void namesTheMissingFile() {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () ->
                ConfiguredKey.bytes(
                    PROPERTY, Optional.empty(), Optional.of(Path.of("/nowhere/sealing.key"))));

    assertEquals(PROPERTY + "-file cannot be read: /nowhere/sealing.key", refused.getMessage());
  }

  @Test
  void ignoresATrailingLineBreakInAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sealing.key");
    Files.writeString(file, base64(32) + "\n");

    try (SecretBytes key = ConfiguredKey.bytes(PROPERTY, Optional.empty(), Optional.of(file))) {
      assertArrayEquals(new byte[32], key.reveal());
    }
  }

  @Test
  void theValueHasPrecedenceOverTheFile() {
    try (SecretBytes key =
        ConfiguredKey.bytes(
            PROPERTY, Optional.of(base64(32)), Optional.of(Path.of("/nowhere/sealing.key")))) {
      assertArrayEquals(new byte[32], key.reveal());
    }
  }

  private static String base64(int size) {
    return Base64.getEncoder().encodeToString(new byte[size]);
  }
}
