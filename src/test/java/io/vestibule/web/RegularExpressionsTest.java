package io.vestibule.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Regular expressions of the service decide about text from outside. A dot that stops at line
 * separators, a {@code $} that matches before one and {@code \\p{Cntrl}}, which knows only ASCII,
 * let odd text pass.
 */
class RegularExpressionsTest {
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:Pattern\\s*\\.compile|\\.replaceAll|\\.replaceFirst|\\.matches|\\.split)\\(\\s*"
              + "(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*(?:\"(?:[^\"\\\\]|\\\\.)*\"|[A-Z_]+))*)"
              + "([^;]{0,120})",
          Pattern.DOTALL);

  @Test
  void noneOverlooksLineSeparatorsOrControlCharacters() throws IOException {
    List<String> faults = new ArrayList<>();
    int found = 0;
    for (Path file : sources()) {
      Matcher literals = LITERAL.matcher(Files.readString(file));
      while (literals.find()) {
        found++;
        String expression = literals.group(1).translateEscapes();
        boolean dotAll = literals.group(2).contains("DOTALL");
        faults(expression, dotAll).forEach(fault -> faults.add(file.getFileName() + ": " + fault));
      }
    }
    assertTrue(found > 20, "the search finds the expressions");
    assertEquals(List.of(), faults);
  }

  @Test
  void searchFindsEachKindOfFault() {
    assertEquals(1, faults("users/.*", false).size());
    assertEquals(0, faults("users/.*", true).size());
    assertEquals(0, faults("a[.]b\\.c", false).size());
    assertEquals(1, faults("js$", false).size());
    assertEquals(0, faults("[$]", false).size());
    assertEquals(1, faults("[\\p{Cntrl}x]", false).size());
  }

  private static List<String> faults(String expression, boolean dotAll) {
    List<String> faults = new ArrayList<>();
    String outside =
        expression.replaceAll("\\\\.|%[0-9][$]s", "").replaceAll("\\[\\^?\\]?[^\\]]*\\]", "");
    if (outside.contains(".") && !dotAll) {
      faults.add("a dot without DOTALL in " + expression);
    }
    if (outside.contains("$")) {
      faults.add("$ matches before a line separator in " + expression);
    }
    if (expression.contains("\\p{Cntrl}") && !expression.contains("@")) {
      faults.add("\\p{Cntrl} is ASCII in " + expression);
    }
    return faults;
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(Checkout.path("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
