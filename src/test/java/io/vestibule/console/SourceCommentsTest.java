package io.vestibule.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceCommentsTest {
  @Test
  void linesOfCommentsAreEmptiedAndAllOthersStay() {
    String script =
        """
        // first
        const a = 'https://example.org'; // stays
          /** one line */
          /**
           * several
           */
        const b = /x/;
        /* y */
        """;
    String sent =
        """

        const a = 'https://example.org'; // stays




        const b = /x/;

        """;

    assertEquals(
        sent,
        new String(
            SourceComments.strip(script.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
  }

  /** What makes the above safe for these files. */
  @Test
  void noCommentOfTheConsoleIsFollowedByCodeOrInsideOfText()
      throws IOException, URISyntaxException {
    int scripts = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(console(), "*.js")) {
      for (Path file : files) {
        scripts++;
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
          String code = line.strip();
          assertTrue(
              code.chars().filter(character -> character == '`').count() % 2 == 0,
              () -> file + ": a template literal over several lines: " + line);
          assertTrue(
              !code.startsWith("/*") || !code.contains("*/") || code.endsWith("*/"),
              () -> file + ": code after a comment: " + line);
        }
      }
    }
    assertTrue(scripts > 50, "scripts: " + scripts);
  }

  private static Path console() throws URISyntaxException {
    return Path.of(
            SourceCommentsTest.class.getResource("/META-INF/resources/console/app.js").toURI())
        .getParent();
  }
}
