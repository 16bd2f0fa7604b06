package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients rely on {@code docs/errors.md}; the enum and the page must agree. */
class ErrorCodeTest {
  @Test
  void theTableListsEveryCodeInTheEnumsOrder() throws IOException {
    List<String> listed =
        Files.readAllLines(Checkout.path("docs/errors.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<String> coded =
        Arrays.stream(ErrorCode.values())
            .map(
                code -> "| `%s` | %d | %s |".formatted(code.wire(), code.status(), code.sentence()))
            .toList();

    assertEquals(String.join("\n", coded), String.join("\n", listed));
  }

  @Test
  void statusSentenceAndCodeAreWellFormed() {
    for (ErrorCode code : ErrorCode.values()) {
      assertTrue(code.status() >= 400 && code.status() < 600, code::name);
      assertTrue(code.sentence().matches("[A-Zsf][^\"{}<>]+[^.]"), code::name);
      assertTrue(code.wire().matches("[a-z0-9]+(-[a-z0-9]+)*"), code::name);
    }
  }
}
