package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/routes.md} lists the routes of the resources, no more and no fewer. */
class RoutesPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z]+)` \\| `([^`]+)` \\|");
  private static final Pattern TYPE_PATH = Pattern.compile("(?m)^@Path\\(\"([^\"]*)\"\\)");
  private static final Pattern METHOD =
      Pattern.compile("(?m)^  @(GET|HEAD|POST|PUT|PATCH|DELETE)$");
  private static final Pattern METHOD_PATH = Pattern.compile("(?m)^  @Path\\(\"([^\"]*)\"\\)");

  @Test
  void everyRouteIsListedAndEveryListedRouteExists() {
    Set<String> listed =
        ROW.matcher(read(Checkout.path("docs/routes.md")))
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> coded = routes();

    assertTrue(coded.size() > 40, coded::toString);
    assertEquals(String.join("\n", coded), String.join("\n", listed));
  }

  private static Set<String> routes() {
    try (Stream<Path> files = Files.walk(Checkout.path("src/main/java"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("Resource.java"))
          .flatMap(file -> routes(read(file)))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A resource method's annotations stand together, after a blank line. */
  private static Stream<String> routes(String source) {
    Matcher type = TYPE_PATH.matcher(source);
    if (!type.find()) {
      return Stream.of();
    }
    return Arrays.stream(source.split("\n\n"))
        .flatMap(
            part ->
                METHOD
                    .matcher(part)
                    .results()
                    .map(method -> method.group(1) + " " + path(type.group(1), part)));
  }

  private static String path(String type, String part) {
    Matcher method = METHOD_PATH.matcher(part);
    return method.find() ? type + "/" + method.group(1).replaceFirst("^/", "") : type;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
