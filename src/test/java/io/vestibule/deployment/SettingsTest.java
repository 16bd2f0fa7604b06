package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The settings page is generated from the code. */
class SettingsTest {
  private static final Path MANUAL = Checkout.path("docs/settings.md");

  @Test
  void thePageIsGeneratedFromTheInterfaces() throws IOException {
    String text = SettingsDocument.text();
    if (System.getProperty("vestibule.docs.write") != null) {
      Files.writeString(MANUAL, text);
    }
    assertEquals(
        Files.readString(MANUAL), text, "outdated: regenerate it with -Dvestibule.docs.write");
  }

  @Test
  void everySettingIsExplained() {
    SettingsDocument.text()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> assertTrue(!line.endsWith("|  |"), line));
  }
}
