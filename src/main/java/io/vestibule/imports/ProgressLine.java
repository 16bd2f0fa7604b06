package io.vestibule.imports;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Shows how far an import is: on a terminal a bar that stays in its line, elsewhere a plain line
 * every ten seconds, which logs can keep.
 */
final class ProgressLine {
  private static final Duration ON_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_LOG = Duration.ofSeconds(10);
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final InstantSource clock;
  private final Instant begun;
  private String unit;
  private OptionalLong total = OptionalLong.empty();
  private long done;
  private long here;
  private Instant shown;

  ProgressLine(PrintWriter out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.begun = clock.instant();
    this.shown = begun;
  }

  /** Begins a part of the import. */
  void begin(String part, OptionalLong expected, long doneBefore) {
    unit = part;
    total = expected;
    done = doneBefore;
  }

  void advance() {
    done++;
    here++;
    Instant now = clock.instant();
    if (!now.isBefore(shown.plus(terminal ? ON_TERMINAL : IN_LOG))) {
      shown = now;
      show();
    }
  }

  /** A sentence beside the progress. */
  void say(String sentence) {
    out.println(sentence);
    out.flush();
  }

  /** Shows the last state, where anything was begun, and leaves the line. */
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
    long seconds = Math.max(1, Duration.between(begun, clock.instant()).toSeconds());
    String of = total.isPresent() ? " of about " + total.getAsLong() : "";
    return done + of + " " + unit + ", " + here / seconds + "/s";
  }
}
