package io.vestibule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation names classes and methods that exist. */
class GlossaryTest {
  private static final int CLASS_COLUMN = 4;
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");

  /** A class name of at least two words, with or without a method. */
  private static final Pattern REFERENCE =
      Pattern.compile("`((?:[A-Z][a-z0-9]+){2,}(?:IT)?|[A-Z][a-z]\\w*IT)(?:#(\\w+))?`");

  /** What pages name of AWS, Quarkus, browsers and the JDK. */
  private static final Set<String> EXTERNAL =
      Set.of(
          "Argon2BytesGenerator",
          "BatchGetItem",
          "ClientRequestToken",
          "CryptoKey",
          "EmailIndex",
          "GetItem",
          "InitiateAuth",
          "JsonNode",
          "ObjectMapper",
          "PasswordFactorySpiImpl",
          "PreventFurtherStepsException",
          "ReturnConsumedCapacity",
          "SecureRandom",
          "SystemErrors",
          "ThrottledRequests",
          "TransactionConflictException",
          "UpdateItem",
          "UserProfiles");

  private static final Map<String, String> SOURCES = sources();

  @Test
  void everyClassOfTheGlossaryExists() throws IOException {
    List<String> named =
        terms()
            .flatMap(row -> CODE.matcher(row[CLASS_COLUMN]).results())
            .map(found -> found.group(1))
            .toList();

    assertTrue(named.size() > 50, "the glossary names classes");
    assertEquals(List.of(), named.stream().filter(name -> !SOURCES.containsKey(name)).toList());
  }

  @Test
  void everyTermHasAMeaningAndAClass() throws IOException {
    List<String> incomplete =
        terms()
            .filter(row -> row[2].isBlank() || !CODE.matcher(row[CLASS_COLUMN]).find())
            .map(row -> row[1].strip())
            .toList();

    assertEquals(List.of(), incomplete);
  }

  @Test
  void termsAreInAlphabeticalOrder() throws IOException {
    List<String> terms = terms().map(row -> row[1].strip()).toList();

    assertEquals(terms.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList(), terms);
  }

  @Test
  void everyClassThatAPageNamesExists() throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.path("docs"))) {
      List<Path> pages = files.filter(file -> file.toString().endsWith(".md")).toList();

      assertTrue(pages.size() > 40, pages::toString);
      assertEquals(
          List.of(), pages.stream().flatMap(page -> unknownReferences(page).stream()).toList());
    }
  }

  private static Stream<String[]> terms() throws IOException {
    return Files.readAllLines(Checkout.path("docs/glossary.md")).stream()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> line.split("\\|"));
  }

  private static List<String> unknownReferences(Path page) {
    return REFERENCE
        .matcher(read(page))
        .results()
        .filter(found -> !EXTERNAL.contains(found.group(1)))
        .filter(found -> !exists(found.group(1), Optional.ofNullable(found.group(2))))
        .map(found -> page.getFileName() + ": " + found.group())
        .toList();
  }

  private static boolean exists(String type, Optional<String> method) {
    return SOURCES.containsKey(type)
        && method
            .map(name -> Pattern.compile("\\b" + name + "\\(").matcher(SOURCES.get(type)).find())
            .orElse(true);
  }

  /** Source text by the name of its class: the service, its tests and the dev stores. */
  private static Map<String, String> sources() {
    Map<String, String> sources = new TreeMap<>();
    for (String root :
        Arrays.asList(
            "src/main/java", "src/test/java", "build-steps", "dev-stores", "bench", "traces")) {
      try (Stream<Path> files = Files.walk(Checkout.path(root))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> sources.put(name(file), read(file)));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return sources;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
