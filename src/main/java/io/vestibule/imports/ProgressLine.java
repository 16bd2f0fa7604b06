package io.vestibule.imports;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Shows the progress of an import: on a terminal a bar that is redrawn in its line, otherwise a
 * line every ten seconds.
 */
final class ProgressLine {
  private static final Duration TERMINAL_INTERVAL = Duration.ofMillis(200);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final InstantSource clock;
  private final Instant startedAt;
  private String unit;
  private OptionalLong total = OptionalLong.empty();
  private long done;
  private long doneInThisRun;
  private Instant lastShown;

  ProgressLine(PrintWriter out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.lastShown = startedAt;
  }

  /** Starts a part of the import. */
  void begin(String part, OptionalLong expected, long doneBefore) {
    unit = part;
    total = expected;
    done = doneBefore;
  }

  void advance() {
    done++;
    doneInThisRun++;
    Instant now = clock.instant();
    if (!now.isBefore(lastShown.plus(terminal ? TERMINAL_INTERVAL : LOG_INTERVAL))) {
      lastShown = now;
      show();
    }
  }

  /** Prints a message in a line of its own. */
  void print(String message) {
    out.println(message);
    out.flush();
  }

  /** Shows the final state and ends the line; does nothing if no part was started. */
  void end() {
    if (unit == null) {
      return;
    }
    show();
    if (terminal) {
      out.println();
    }
    out.flush();
  }

  private void show() {
    if (terminal) {
      out.print("\r" + bar() + text() + "   ");
    } else {
      out.println(text());
    }
    out.flush();
  }

  private String bar() {
    if (total.isEmpty() || total.getAsLong() == 0) {
      return "";
    }
    int filled = (int) Math.min(WIDTH, WIDTH * done / total.getAsLong());
    return "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] ";
  }

  private String text() {
    long seconds = Math.max(1, Duration.between(startedAt, clock.instant()).toSeconds());
    String of = total.isPresent() ? " of about " + total.getAsLong() : "";
    return done + of + " " + unit + ", " + doneInThisRun / seconds + "/s";
  }
}
