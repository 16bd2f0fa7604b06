package io.vestibule.deployment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.command.CommandLineAccess;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands that the operations manual names exist; ObservabilityTest checks its alerts. */
@QuarkusTest
class OperationsTest {
  private static final Pattern COMMAND = Pattern.compile("`vestibule ([a-z-]+)(?: ([a-z-]+))?");

  @Test
  void commandsExist() {
    List<MatchResult> named =
        COMMAND.matcher(read(Checkout.path("docs/operations.md"))).results().toList();

    assertTrue(named.size() > 5, named::toString);
    named.forEach(
        found ->
            CommandLineAccess.output(
                Stream.of(found.group(1), found.group(2), "--help")
                    .filter(word -> word != null)
                    .toArray(String[]::new)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
