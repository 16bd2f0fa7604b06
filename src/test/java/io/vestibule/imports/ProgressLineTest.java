package io.vestibule.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter shown = new StringWriter();
  private Instant now = Instant.parse("2026-11-20T09:00:00Z");

  @Test
  void logGetsALineEveryTenSeconds() {
    ProgressLine progress = progress(false, OptionalLong.of(100));
    advance(progress, 25);
    progress.end();

    assertEquals(
        """
        10 of about 100 users, 1/s
        20 of about 100 users, 1/s
        25 of about 100 users, 1/s
        """,
        shown.toString().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void terminalHasOneLineWithABar() {
    ProgressLine progress = progress(true, OptionalLong.of(100));
    advance(progress, 50);
    progress.end();

    String text = shown.toString();
    assertTrue(text.contains("\r[" + "=".repeat(15) + " ".repeat(15) + "] 50 of about 100"), text);
    assertEquals(1, text.chars().filter(letter -> letter == '\n').count(), text);
    assertEquals(51, text.chars().filter(letter -> letter == '\r').count());
  }

  @Test
  void moreThanExpectedDoesNotOverflowTheBar() {
    ProgressLine progress = progress(true, OptionalLong.of(10));
    advance(progress, 20);

    assertTrue(shown.toString().contains("[" + "=".repeat(30) + "] 20 of about 10"));
  }

  @Test
  void withoutTotalThereIsNoBar() {
    ProgressLine progress = progress(true, OptionalLong.empty());
    advance(progress, 5);

    assertFalse(shown.toString().contains("["));
    assertTrue(shown.toString().contains("5 users"));
  }

  @Test
  void progressThatNeverStartedShowsNothing() {
    new ProgressLine(new PrintWriter(shown), false, () -> now).end();

    assertEquals("", shown.toString());
  }

  private ProgressLine progress(boolean terminal, OptionalLong total) {
    ProgressLine progress = new ProgressLine(new PrintWriter(shown), terminal, () -> now);
    progress.begin("users", total, 0);
    return progress;
  }

  private void advance(ProgressLine progress, int seconds) {
    for (int second = 0; second < seconds; second++) {
      now = now.plusSeconds(1);
      progress.advance();
    }
  }
}
