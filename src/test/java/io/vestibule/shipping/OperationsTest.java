package io.vestibule.shipping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vestibule.command.CommandLineFace;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the operations manual names exists. */
class OperationsTest {
  private static final Pattern METER = Pattern.compile("vestibule_[a-z_]+");
  private static final Pattern COMMAND = Pattern.compile("`vestibule ([a-z-]+)(?: ([a-z-]+))?");
  private static final Pattern DECLARED = Pattern.compile("\"(vestibule\\.[a-z.]+)\"");

  @Test
  void alarmsWatchMetersThatTheServiceHas() throws IOException {
    Set<String> declared;
    try (Stream<Path> sources = Files.walk(Checkout.path("src/main/java"))) {
      declared =
          sources
              .filter(Files::isRegularFile)
              .flatMap(source -> DECLARED.matcher(read(source)).results())
              .map(found -> found.group(1).replace('.', '_'))
              .collect(Collectors.toSet());
    }
    Set<String> watched = new TreeSet<>();
    METER
        .matcher(read(Checkout.path("docs/operations.md")))
        .results()
        .forEach(found -> watched.add(found.group().replaceAll("_total$", "")));
    assertFalse(watched.isEmpty());
    watched.removeAll(declared);
    assertEquals(Set.of(), watched);
  }

  @Test
  void commandsExist() {
    COMMAND
        .matcher(read(Checkout.path("docs/operations.md")))
        .results()
        .forEach(
            found ->
                CommandLineFace.output(
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
