package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The levels in {@code docs/architecture.md} are those of the code. */
class ArchitecturePageTest {
  private static final int MAX_LINES = 80;
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|");
  private static final Pattern USE = Pattern.compile("\\bio\\.vestibule\\.([a-z]+)\\.");
  private static final Path SOURCES = Checkout.path("src/main/java/io/vestibule");

  @Test
  void thePageListsEveryPackage() {
    assertEquals(packages(), new TreeSet<>(levels().keySet()));
  }

  @Test
  void everyDependencyPointsToALowerLevel() {
    Map<String, Integer> levels = levels();
    List<String> upward =
        packages().stream()
            .flatMap(
                name ->
                    dependencies(name).stream()
                        .filter(used -> levels.get(used) >= levels.get(name))
                        .map(used -> name + " → " + used))
            .toList();

    assertEquals(List.of(), upward);
  }

  @Test
  void thePageIsShort() {
    assertTrue(page().lines().count() <= MAX_LINES, "at most " + MAX_LINES + " lines");
  }

  private static Map<String, Integer> levels() {
    return ROW.matcher(page())
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(2),
                row -> Integer.parseInt(row.group(1)),
                (one, two) -> one,
                TreeMap::new));
  }

  private static Set<String> packages() {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Set<String> dependencies(String name) {
    try (Stream<Path> files = Files.walk(SOURCES.resolve(name))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> USE.matcher(read(file)).results().map(use -> use.group(1)))
          .filter(used -> !used.equals(name))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String page() {
    return read(Checkout.path("docs/architecture.md"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
